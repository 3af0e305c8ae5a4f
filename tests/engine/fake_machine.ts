import type { ExternalOptions, Machine, Outcome } from "../../lib/engine/machine.ts";

type Program = (args: string[], options: ExternalOptions) => Outcome | Promise<Outcome>;

/** A computer with only the programs given, no network and empty folders, which records what is said. */
export interface FakeMachine extends Machine {
  readonly said: string[];
  /** Every run of a program, as one line. */
  readonly runs: string[];
}

/** Linux on x86_64 unless told otherwise. `folder` holds its cache, state and addon. */
export function fakeMachine(
  folder: string,
  programs: Record<string, Program>,
  changes: Partial<Machine> = {},
): FakeMachine {
  const said: string[] = [], runs: string[] = [];
  return {
    os: "linux",
    arch: "x86_64",
    cache: `${folder}/cache`,
    state: `${folder}/state`,
    addon: `${folder}/package/tfjs_binding.node`,
    async run(command, args, options = {}) {
      runs.push([command, ...args].join(" "));
      return await programs[command]?.(args, options);
    },
    fetch: () => Promise.reject(new TypeError("no network")),
    env: () => undefined,
    exists: (path) => {
      try {
        Deno.statSync(path);
        return !path.startsWith("/dev/");
      } catch {
        return false;
      }
    },
    say: (line) => said.push(line),
    said,
    runs,
    ...changes,
  };
}

/** Runs a test body with an empty folder, which is removed afterwards. */
export async function withFolder(body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
