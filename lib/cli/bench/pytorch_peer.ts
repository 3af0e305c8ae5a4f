import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { UserError } from "../../errors.ts";
import { reasonOf } from "../../engine/machine.ts";
import type { Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import type { NetworkBatch, NetworkWork } from "./networks.ts";

/** PyTorch's memory layouts of pictures; the first is what one gets by default. */
export const LAYOUTS = ["contiguous", "channels_last"] as const;
/** One of them. */
export type Layout = typeof LAYOUTS[number];

/** A Python process that times PyTorch's networks when it is told to. */
export interface PytorchPeer {
  /** Version of PyTorch. */
  readonly version: string;
  /** Threads that it computes with. */
  readonly threads: number;
  /** Makes a network's work there; a run of it says how long it took by Python's clock. */
  make(
    work: NetworkWork,
    config: MachineConfig,
    batch: NetworkBatch,
    layout: Layout,
  ): Promise<{ run: Work; dispose(): Promise<void> }>;
  /** Ends the process. */
  close(): Promise<void>;
}

/**
 * Starts PyTorch beside this process.
 *
 * @param python the program, e.g. `python3` or a virtual environment's `bin/python`
 * @throws {UserError} when it is not there or has no torch
 */
export async function startPytorch(python: string): Promise<PytorchPeer> {
  const script = fileURLToPath(new URL("./pytorch_peer.py", import.meta.url));
  const child = spawn(python, script);
  const errors = new Response(child.stderr).text();
  const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) })
    [Symbol.asyncIterator]();
  const stdin = child.stdin.getWriter();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    throw new UserError(
      `${python} ended (${reasonOf(await errors)}): --peer pytorch needs a Python with torch; ` +
        `install it there, or name another with --python`,
    );
  };
  const ask = async (request: unknown) => {
    await stdin.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
    return await answer();
  };
  const { torch, threads } = await answer();
  return {
    version: String(torch),
    threads: Number(threads),
    async make(work, config, batch, layout) {
      const made = await ask({ make: work, config, batch, layout });
      return {
        run: async () => 1000 * Number((await ask({ run: made.work })).seconds),
        dispose: async () => void await ask({ drop: made.work }),
      };
    },
    async close() {
      await stdin.close();
      await child.status;
      await errors;
    },
  };
}

function spawn(python: string, script: string) {
  try {
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command(python, { args: [script], ...pipes }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`There is no program ${python}: name a Python with torch with --python`);
  }
}
