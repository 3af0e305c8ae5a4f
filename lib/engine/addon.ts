import { dirname, join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import { type Machine, reasonOf } from "./machine.ts";
import { packageFolder } from "./packages.ts";

/** The compilers tried in turn, after `$CXX`. */
export const COMPILERS = ["g++", "c++", "clang++"] as const;

/** What is compiled at an addon's place: written beside it, so that no one takes one for the other. */
export interface AddonOrigin {
  readonly engine: "native" | "prebuilt";
  /** The folder of the libtensorflow that it is linked against. */
  readonly library: string;
}

/** Says where the addon at `addon` comes from; `undefined` when there is none, or no one knows. */
export function addonOrigin(addon: string): AddonOrigin | undefined {
  try {
    Deno.statSync(addon);
    return JSON.parse(Deno.readTextFileSync(`${addon}.json`));
  } catch {
    return undefined;
  }
}

/** Notes where the addon at `addon` comes from. */
export function noteAddonOrigin(addon: string, origin: AddonOrigin): void {
  writeAtomic(`${addon}.json`, JSON.stringify(origin));
}

/**
 * Compiles tfjs-node's addon against the library in `folder` and puts it where tfjs-node looks.
 *
 * @returns the compiler that did it
 * @throws {UserError} when no compiler is there, or none succeeds
 */
export async function compileAddon(machine: Machine, folder: string): Promise<string> {
  const target = machine.addon;
  const tfjsNode = packageFolder("@tensorflow/tfjs-node-gpu");
  const temporary = `${target}.${Deno.pid}.tmp`;
  Deno.mkdirSync(dirname(target), { recursive: true });
  const args = ["-std=c++17", "-O2", "-fPIC", "-shared", "-w"];
  args.push("-DNAPI_VERSION=8", "-DNODE_GYP_MODULE_NAME=tfjs_binding");
  args.push(
    `-I${join(packageFolder("node-api-headers"), "include")}`,
    `-I${join(folder, "include")}`,
  );
  args.push(
    join(tfjsNode, "binding", "tfjs_backend.cc"),
    join(tfjsNode, "binding", "tfjs_binding.cc"),
  );
  args.push("-o", temporary, `-L${folder}`, "-l:libtensorflow_cc.so.2");
  args.push("-l:libtensorflow_framework.so.2", `-Wl,-rpath,${folder}`);
  const chosen = machine.env("CXX");
  const tried: string[] = [];
  for (const compiler of chosen ? [chosen, ...COMPILERS] : COMPILERS) {
    const outcome = await machine.run(compiler, args);
    if (outcome?.ok) {
      Deno.renameSync(temporary, target);
      noteAddonOrigin(target, { engine: "native", library: folder });
      return compiler;
    }
    tried.push(`${compiler}: ${outcome ? reasonOf(outcome.output) : "not found"}`);
  }
  if (machine.exists(temporary)) Deno.removeSync(temporary);
  throw new UserError(
    `Cannot compile the addon. Tried ${tried.join("; ")}. Install a C++17 compiler ` +
      "(Debian and Ubuntu: `apt install g++`) and run `deno task setup --force`",
  );
}
