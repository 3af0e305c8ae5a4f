import { dirname, join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import { type Machine, reasonOf } from "./machine.ts";
import { type FileMark, markFile, unchanged } from "./file_mark.ts";
import { packageFolder } from "./packages.ts";

const COMPILERS = ["g++", "c++", "clang++"] as const;

/** What is compiled at an addon's place: written beside it, so that no one takes one for the other. */
export interface AddonOrigin {
  readonly engine: "native" | "prebuilt";
  /** The folder of the libtensorflow that it is linked against. */
  readonly library: string;
  /** The addon as it was then: another file in its place has an unknown origin. */
  readonly mark: FileMark;
}

/** Says where the addon at `addon` comes from; `undefined` when there is none, or no one knows. */
export function addonOrigin(addon: string): AddonOrigin | undefined {
  try {
    const origin: AddonOrigin = JSON.parse(Deno.readTextFileSync(`${addon}.json`));
    return unchanged(origin.mark) ? origin : undefined;
  } catch {
    return undefined;
  }
}

/** Notes where the addon at `addon` comes from. */
export function noteAddonOrigin(addon: string, origin: Omit<AddonOrigin, "mark">): void {
  writeAtomic(`${addon}.json`, JSON.stringify({ ...origin, mark: markFile(addon) }));
}

/**
 * The first C++ compiler there is: `$CXX`, g++, c++, clang++.
 *
 * @throws {UserError} when there is none
 */
export async function findCompiler(machine: Machine): Promise<string> {
  const chosen = machine.env("CXX");
  const names = chosen ? [chosen, ...COMPILERS] : COMPILERS;
  for (const name of names) {
    if ((await machine.run(name, ["--version"], { timeoutSeconds: 20 }))?.ok) return name;
  }
  throw new UserError(`no C++ compiler found (tried ${names.join(", ")}). ${REMEDY}`);
}

const REMEDY = "Install a C++17 compiler (Debian and Ubuntu: `apt install g++`) and run " +
  "`deno task setup --force`";

/**
 * Compiles tfjs-node's addon against the library in `folder` and puts it where tfjs-node looks.
 *
 * @throws {UserError} with the compiler's first error
 */
export async function compileAddon(machine: Machine, compiler: string, folder: string) {
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
  const outcome = await machine.run(compiler, args, { timeoutSeconds: 1800 });
  if (!outcome?.ok || !machine.exists(temporary)) {
    if (machine.exists(temporary)) Deno.removeSync(temporary);
    throw new UserError(
      `${compiler} cannot compile the addon: ${reasonOf(outcome?.output ?? "")}. ${REMEDY}`,
    );
  }
  Deno.renameSync(temporary, target);
  noteAddonOrigin(target, { engine: "native", library: folder });
}
