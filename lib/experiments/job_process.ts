import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { PARENT } from "./end_with_parent.ts";
import type { DenoCommand } from "./task_command.ts";

const END_WITH_PARENT = fileURLToPath(new URL("./end_with_parent.ts", import.meta.url));
/** Milliseconds that a process has to end after it was asked to. */
const GRACE = 10_000;

/** How a process ended. */
export interface ProcessEnd {
  readonly success: boolean;
  /** Somebody asked it to stop: we, or a Ctrl-C that reached it first. */
  readonly stopped: boolean;
  /** In a few words. */
  readonly text: string;
}

/**
 * Runs Deno with what `command` says, all it prints appended to the file `log`; it ends when this
 * process does.
 */
export async function runProcess(
  command: DenoCommand,
  log: string,
  signal?: AbortSignal,
): Promise<ProcessEnd> {
  Deno.mkdirSync(dirname(log), { recursive: true });
  const file = Deno.openSync(log, { append: true, create: true });
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--preload", END_WITH_PARENT, ...command.args],
      env: { ...command.env, [PARENT]: String(Deno.pid) },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stop = () => {
      kill(child, "SIGTERM");
      timer = setTimeout(() => kill(child, "SIGKILL"), GRACE);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop);
    const [status] = await Promise.all([
      child.status,
      append(child.stdout, file),
      append(child.stderr, file),
    ]);
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    const { success, code } = status;
    const asked = status.signal === "SIGINT" || status.signal === "SIGTERM";
    const stopped = !success && (asked || signal?.aborted === true);
    return { success, stopped, text: status.signal ? `ended by ${status.signal}` : `exit ${code}` };
  } finally {
    file.close();
  }
}

async function append(stream: ReadableStream<Uint8Array>, file: Deno.FsFile) {
  for await (const chunk of stream) {
    for (let done = 0; done < chunk.length;) done += file.writeSync(chunk.subarray(done));
  }
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal) {
  try {
    child.kill(signal);
  } catch { /* it has ended */ }
}

/** The last line of a log that says something: lines of a stack do not. */
export function lastLine(log: string): string {
  const lines = Deno.readTextFileSync(log).split(/[\r\n]+/);
  return lines.findLast((line) => line.trim() && !/^\s+at /.test(line))?.trim() ?? "";
}
