import { join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";

/** One line of `log.jsonl`: the step and what was measured there. */
export interface LogEntry {
  readonly step: number;
  readonly [name: string]: number | string | boolean | null;
}

/** An open log. */
export interface RunLog {
  append(entry: LogEntry): void;
  /** Makes sure that every line so far is on disk. */
  flush(): void;
  close(): void;
}

/** The lines of a log up to and including `step`; a line cut short by a kill is dropped. */
function linesUpTo(text: string, step: number): string {
  return text.split("\n").slice(0, -1).filter((line) => {
    try {
      return (JSON.parse(line) as LogEntry).step <= step;
    } catch {
      return false;
    }
  }).map((line) => `${line}\n`).join("");
}

/**
 * Opens `log.jsonl` in a run folder, cut back to `step`: a run that was killed after its last checkpoint
 * repeats those steps, and its log ends as if it had never been stopped. For the same reason a line holds
 * nothing that a rerun would not repeat (no times, no speeds).
 */
export function openLog(folder: string, step: number): RunLog {
  const path = join(folder, "log.jsonl");
  let text = "";
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const kept = linesUpTo(text, step);
  if (kept !== text || text === "") writeAtomic(path, kept);
  const file = Deno.openSync(path, { append: true });
  return {
    append: (entry) => {
      const bytes = new TextEncoder().encode(JSON.stringify(entry) + "\n");
      for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    },
    flush: () => file.syncDataSync(),
    close: () => file.close(),
  };
}

/** Every entry of a run's log, in order; none when it was never written. */
export function readLog(folder: string): LogEntry[] {
  try {
    const text = Deno.readTextFileSync(join(folder, "log.jsonl"));
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
