import { setImmediate } from "node:timers/promises";
import type { Ffmpeg } from "./ffmpeg.ts";

/** What a running ffmpeg writes to its standard output. */
export interface FfmpegOutput {
  /** The next `length` bytes; fewer only at the end. */
  read(length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Waits for the end of the program; says why it failed if it did. */
  failure(): Promise<string | undefined>;
  /** Ends the program if it still runs, and waits for its end. */
  stop(): Promise<void>;
}

/** What is kept of its messages: damaged videos give thousands. */
const LONGEST_LOG = 4000;

/** The first messages of a stream. */
async function logOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let log = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    if (log.length < LONGEST_LOG) log += text.slice(0, LONGEST_LOG);
  }
  return log.replaceAll(/ @ (0x)?[0-9a-f]+\]/g, "]"); // addresses differ from run to run
}

/**
 * Starts an ffmpeg that writes to its standard output. It waits when nobody reads, and it ends when its
 * reader is gone: writing fails then, be it that this process was killed.
 */
export function startFfmpeg(ffmpeg: Ffmpeg, args: string[], signal?: AbortSignal): FfmpegOutput {
  const child = new Deno.Command(ffmpeg.path, {
    args: ["-v", "error", "-nostdin", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = logOf(child.stderr);
  const reader = child.stdout.getReader({ mode: "byob" });
  let running = true;
  const ended = child.status.finally(() => running = false);
  const kill = () => {
    try {
      if (running) child.kill("SIGKILL");
    } catch { /* gone already */ }
  };
  signal?.addEventListener("abort", kill);
  return {
    async read(length) {
      // Bytes that lie ready are given at once, so a busy reader would keep aborts and timers waiting.
      await setImmediate();
      let bytes = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const { value, done } = await reader.read(bytes.subarray(at));
        // A read takes the memory away and hands it back.
        if (value) bytes = new Uint8Array(value.buffer);
        if (done || !value) return bytes.subarray(0, at);
        at += value.length;
      }
      return bytes;
    },
    async failure() {
      const [{ success, code, signal }, text] = await Promise.all([ended, log]);
      if (success) return undefined;
      // Its first message says what is wrong, the others what follows from it.
      const message = text.split("\n").find((line) => line.trim());
      return message?.trim() ?? `ffmpeg ended with ${signal ?? `code ${code}`}`;
    },
    async stop() {
      signal?.removeEventListener("abort", kill);
      kill();
      await Promise.all([reader.cancel(), ended, log]);
    },
  };
}
