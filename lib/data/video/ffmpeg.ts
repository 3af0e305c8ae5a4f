import { reasonOf, runExternal } from "../../engine/machine.ts";
import { UserError } from "../../errors.ts";

/** An ffmpeg program that runs here. */
export interface Ffmpeg {
  /** The program: a path, or a name that is looked up on the PATH. */
  readonly path: string;
  /** As it reports itself, e.g. `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/** An environment variable that names the program to use. */
const VARIABLE = "POSEMACHINE_FFMPEG";

/** The program if it runs, else why it does not. */
async function tryProgram(path: string): Promise<Ffmpeg | string> {
  try {
    const outcome = await runExternal(path, ["-version"], { timeoutSeconds: 60 });
    if (!outcome) return "not found";
    const version = /^ffmpeg version (\S+)/m.exec(outcome.output)?.[1];
    if (outcome.ok && version) return { path, version };
    return outcome.ok ? "not an ffmpeg" : reasonOf(outcome.output);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error; // Deno's own permission is missing
    return error instanceof Error ? error.message : String(error);
  }
}

/** The program inside the npm package for this platform, else why there is none. */
async function tryPackage(): Promise<Ffmpeg | string> {
  try {
    const { default: { path } } = await import("@ffmpeg-installer/ffmpeg");
    return await tryProgram(path);
  } catch (reason) { // the package throws texts
    if (reason instanceof Deno.errors.NotCapable) throw reason;
    return reason instanceof Error ? reason.message : String(reason);
  }
}

/** The programs that there are, in the order of preference, each with why it does not run if so. */
export async function* ffmpegs(): AsyncGenerator<{ way: string; found: Ffmpeg | string }> {
  const chosen = Deno.env.get(VARIABLE);
  if (chosen) yield { way: `${VARIABLE}=${chosen}`, found: await tryProgram(chosen) };
  yield { way: "on the PATH", found: await tryProgram("ffmpeg") };
  yield { way: "@ffmpeg-installer/ffmpeg", found: await tryPackage() };
}

/**
 * Finds the program that reads videos: `$POSEMACHINE_FFMPEG` and no other where it is set, else
 * `ffmpeg` on the PATH, else the one inside the npm package `@ffmpeg-installer/ffmpeg`, which
 * `deno install` brings for Linux, macOS and Windows. Nothing is downloaded.
 *
 * @throws {UserError} naming what was tried, and how to get one, when none runs
 *
 * @example
 * ```ts
 * import { findFfmpeg } from "posemachine";
 * import { assert } from "@std/assert";
 * assert((await findFfmpeg()).version.length > 0);
 * ```
 */
export async function findFfmpeg(): Promise<Ffmpeg> {
  const tried: string[] = [];
  for await (const { way, found } of ffmpegs()) {
    if (typeof found !== "string") return found;
    if (way.startsWith(VARIABLE)) {
      throw new UserError(
        `${way} does not run (${found}): set it to an ffmpeg that works here, or unset it to have ` +
          `one found`,
      );
    }
    tried.push(`${way}: ${found}`);
  }
  throw new UserError(
    `No ffmpeg to read videos with (${tried.join("; ")}): ` +
      `install ffmpeg, run \`deno install\` to get the packaged one, or set ${VARIABLE} to one`,
  );
}
