import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";

/** The real folder of an installed npm package (below `node_modules/.deno`). */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    throw new UserError(`The npm package ${name} is not installed: run \`deno install\``);
  }
}

/** Where tfjs-node looks for its compiled addon. */
export function addonPath(): string {
  return join(packageFolder("@tensorflow/tfjs-node-gpu"), "lib", "napi-v8", "tfjs_binding.node");
}
