import { streamPoses } from "../../evaluation/stream_poses.ts";
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
  /** The largest of those by the smallest. */
  readonly slowestByFastest: number;
  /** The process's resident memory after the first frames, and what it had grown by at most after. */
  readonly residentBytes: number;
  readonly grownBytes: number;
}

/** Frames until buffers have their size and code is compiled. */
const SETTLING = 100;

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
    for (let i = 0; i < SETTLING + frames; i++) yield { rgb: pictures[i % pictures.length] };
  }
  const times: number[] = [];
  let count = 0, residentBytes = 0, grownBytes = 0, began = 0;
  const options = { framesAtOnce: 1, correction: { epsilon: null } } as const;
  for await (const _ of streamPoses(machine, H36M_17, video(), options)) {
    const now = performance.now();
    if (count >= SETTLING) times.push(now - began);
    if (count === SETTLING) residentBytes = Deno.memoryUsage().rss;
    if (count > SETTLING && count % 50 === 0) {
      grownBytes = Math.max(grownBytes, Deno.memoryUsage().rss - residentBytes);
    }
    count++;
    began = performance.now();
  }
  disposeTree(machine.params);
  const tenth = Math.ceil(frames / 10);
  const msByTenth = Array.from({ length: Math.ceil(frames / tenth) }, (_, i) => {
    const sorted = times.slice(i * tenth, (i + 1) * tenth).sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
  });
  return {
    frames,
    msByTenth,
    slowestByFastest: Math.max(...msByTenth) / Math.min(...msByTenth),
    residentBytes,
    grownBytes,
  };
}
