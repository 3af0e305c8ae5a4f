import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { type Machine, reasonOf } from "./machine.ts";
import { addonPath, packageFolder } from "./packages.ts";

/** The compilers tried in turn, after `$CXX`. */
export const COMPILERS = ["g++", "c++", "clang++"] as const;

/**
 * Compiles tfjs-node's addon against the library in `folder` and puts it where tfjs-node looks.
 *
 * @returns the compiler that did it
 * @throws {UserError} when no compiler is there, or none succeeds
 */
export async function compileAddon(
  machine: Machine,
  folder: string,
  target = addonPath(),
): Promise<string> {
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
