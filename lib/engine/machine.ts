import { cacheFolder } from "../cache_folder.ts";
import { addonPath, stateFolder } from "./packages.ts";

/** How an external program ended. */
export interface Outcome {
  readonly ok: boolean;
  /** What it printed, standard error after standard output. */
  readonly output: string;
}

/** Options of one run of an external program. */
export interface ExternalOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** It is stopped after this long; default 600 s. */
  readonly timeoutSeconds?: number;
}

/** The computer that set-up works on. Tests pass one with parts missing. */
export interface Machine {
  /** `linux`, `darwin`, `windows`, … */
  readonly os: string;
  /** `x86_64`, `aarch64`, … */
  readonly arch: string;
  /** The folder that holds the libraries, shared by all checkouts. */
  readonly cache: string;
  /** Where the record of the choice is kept: one for each checkout. */
  readonly state: string;
  /** Where tfjs-node looks for its compiled addon. */
  readonly addon: string;
  /** Runs a program; `undefined` when there is none of that name. */
  run(command: string, args: string[], options?: ExternalOptions): Promise<Outcome | undefined>;
  /** Fetches over the network. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** An environment variable. */
  env(name: string): string | undefined;
  /** Whether a file or device exists. */
  exists(path: string): boolean;
  /** Tells the user what goes on. */
  say(line: string): void;
}

/** The computer as it is. */
export function thisMachine(): Machine {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cache: cacheFolder(),
    state: stateFolder(),
    addon: addonPath(),
    run: runExternal,
    fetch: (url, init) => fetch(url, init),
    env: (name) => Deno.env.get(name) || undefined,
    exists: (path) => {
      try {
        Deno.statSync(path);
        return true;
      } catch {
        return false;
      }
    },
    say: (line) => console.error(line),
  };
}

/** Runs a program without a shell and collects what it prints. */
export async function runExternal(
  command: string,
  args: string[],
  options: ExternalOptions = {},
): Promise<Outcome | undefined> {
  const { cwd, env, timeoutSeconds = 600 } = options;
  const stop = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const result = await new Deno.Command(command, {
      args,
      cwd,
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: stop,
    }).output();
    const text = new TextDecoder();
    const output = text.decode(result.stdout) + text.decode(result.stderr);
    return stop.aborted
      ? { ok: false, output: `${output}\n${command} was stopped after ${timeoutSeconds} s` }
      : { ok: result.success, output };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The line of a program's output that best says why it failed: the first error, else the last line. */
export function reasonOf(output: string): string {
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((line) => /(\b|\w)error: /i.test(line)) ??
    lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? "no output";
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}

/** One sentence from what was tried and why it failed; ways that failed alike share a reason. */
export function triedText(tried: readonly { readonly way: string; readonly reason: string }[]) {
  const ways = new Map<string, string[]>();
  for (const { way, reason } of tried) ways.set(reason, [...ways.get(reason) ?? [], way]);
  return [...ways].map(([reason, names]) => `${names.join(", ")}: ${reason}`).join("; ");
}
