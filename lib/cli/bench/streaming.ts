import * as tf from "@tensorflow/tfjs";
import { type StreamedPose, streamPoses } from "../../evaluation/stream_poses.ts";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { H36M_17 } from "../../skeleton.ts";

/** What a long stream costs from its begin to its end. */
export interface StreamingBench {
  readonly frames: number;
  /** Median milliseconds a frame in each tenth of the stream after the first {@link SETTLING} frames. */
  readonly msByTenth: readonly number[];
  /**
   * At the end of each tenth, what a frame costs in units of a frame of a stream that has just begun: the
   * two run in turns, so that the machine's own ups and downs cancel out.
   */
  readonly oldByFresh: readonly number[];
  /** Memory in use after the first frames, and at the end of each tenth: see {@link heldBytes}. */
  readonly heldBytes: number;
  readonly heldBytesByTenth: readonly number[];
  /** The whole process's resident memory at the end. */
  readonly residentBytes: number;
  /** Tensors held after the first frames, and at the end. */
  readonly tensors: readonly [number, number];
}

/** Frames until buffers have their size and code is compiled. */
const SETTLING = 100;
/** A new stream's first frames, which make its state. */
const FRESH = 3;

/** Streams random pictures through a machine of the preset, each frame corrected. */
export async function benchStreaming(
  config: MachineConfig,
  { frames }: { frames: number },
): Promise<StreamingBench> {
  const { imageSize: size, joints } = config;
  const normalization = { min: Array(3 * joints).fill(-900), max: Array(3 * joints).fill(900) };
  const machine = { config, params: initMachine(config, 1), normalization };
  const rng = createRng("bench", "stream");
  // A few pictures over and over: drawing new ones would be timed with the stream.
  const pictures = Array.from(
    { length: 7 },
    () => Uint8Array.from({ length: size * size * 3 }, () => 255 * rng.uniform()),
  );
  function* video() {
    for (let i = 0;; i++) yield { rgb: pictures[i % pictures.length] };
  }
  const begin = () =>
    streamPoses(machine, H36M_17, video(), { framesAtOnce: 1, correction: { epsilon: null } });
  const run = async (stream: Stream, count: number): Promise<number[]> => {
    const times = [];
    for (let i = 0; i < count; i++) times.push(await timeOfNext(stream));
    return times;
  };

  const tenth = Math.max(1, Math.floor(frames / 10));
  const pairs = Math.min(60, Math.ceil(tenth / 3));
  const stream = begin();
  await run(stream, SETTLING);
  const atFirst = heldBytes(), tensors = tf.memory().numTensors;
  const msByTenth: number[] = [], oldByFresh: number[] = [], heldBytesByTenth: number[] = [];
  let held = tensors;
  for (let i = 0; i < 10; i++) {
    msByTenth.push(median(await run(stream, tenth - pairs)));
    held = tf.memory().numTensors;
    heldBytesByTenth.push(heldBytes());
    const fresh = begin();
    await run(fresh, FRESH);
    const ratios = [];
    for (let pair = 0; pair < pairs; pair++) {
      ratios.push(await timeOfNext(stream) / await timeOfNext(fresh));
    }
    oldByFresh.push(median(ratios));
    await fresh.return();
  }
  await stream.return();
  disposeTree(machine.params);
  return {
    ...{ frames: 10 * tenth, msByTenth, oldByFresh, heldBytesByTenth },
    heldBytes: atFirst,
    residentBytes: Deno.memoryUsage().rss,
    tensors: [tensors, held],
  };
}

/**
 * Resident memory without what V8 keeps ready for objects to come, of which it takes some 35 MB more in
 * the first thousand frames; garbage is collected before, where the program may (`--expose-gc`).
 */
function heldBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapTotal, heapUsed } = Deno.memoryUsage();
  return rss - heapTotal + heapUsed;
}

type Stream = AsyncGenerator<StreamedPose<{ rgb: Uint8Array }>, void, undefined>;

async function timeOfNext(stream: Stream): Promise<number> {
  const began = performance.now();
  await stream.next();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
