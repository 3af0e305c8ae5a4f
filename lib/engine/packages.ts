import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
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

/** Where this checkout keeps what set-up found out. */
export function stateFolder(): string {
  return fileURLToPath(new URL("../../node_modules/.posemachine", import.meta.url));
}

/** The version of an installed npm package. */
export function packageVersion(name: string): string {
  return JSON.parse(Deno.readTextFileSync(join(packageFolder(name), "package.json"))).version;
}
