import { stillStream } from "../../data/benchmark/still_stream.ts";

/** Pictures a second that the benchmark's renderer draws on all cores. */
export async function benchRendering(
  { imageSize, seconds = 3, workers = navigator.hardwareConcurrency }: {
    imageSize: number;
    seconds?: number;
    workers?: number;
  },
): Promise<number> {
  const batch = 64;
  const stream = stillStream({
    config: { seed: 1, imageSize },
    batch,
    workers,
    ahead: 4 * workers,
  });
  try {
    for (let i = 0; i < 8 * workers; i++) await stream.next(); // the Workers start, and warm up
    const start = performance.now();
    let images = 0;
    while (performance.now() - start < 1000 * seconds) images += (await stream.next()).count;
    return 1000 * images / (performance.now() - start);
  } finally {
    stream.close();
  }
}
