import { createRng } from "../../random.ts";
import { batchesAhead, checkBatches } from "../batches_ahead.ts";
import type { StillBatch, StillStream } from "../benchmark/still_stream.ts";
import type { StoredStills } from "./open_stills.ts";

/** What {@link storedStillStream} needs to know. */
export interface StoredStillStreamOptions {
  /** Of the order and the scales. */
  readonly seed: number;
  /** Number of the first still: to resume, how many were already taken. Default 0. */
  readonly start?: number;
  /** Stills a batch. */
  readonly batch: number;
  /** Batches held ready or in the making. Default 2. */
  readonly ahead?: number;
}

/** Range of the random scaling of section 4.1, which rendered stills are drawn with. */
const SCALES = [0.9, 1.1] as const;

/**
 * Stills without end out of prepared ones: all of them in a random order, then all in another, and so on,
 * each scaled about its middle by 0.9 to 1.1 (section 4.1). Still `i` depends on `seed` and `i` alone, so
 * the stills are the same whatever `batch` and `ahead` are. A joint that the scaled crop does not show is
 * not `visible`.
 *
 * @throws {UserError} when an option is out of range
 *
 * @example
 * ```ts
 * import { openStills, prepareMpii, storedStillStream } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync();
 * await prepareMpii({ from: "tests/miniatures/mpii", to, size: 32 });
 * const stream = storedStillStream(openStills(to), { seed: 1, batch: 4 });
 * const { count, visible } = await stream.next();
 * assertEquals([count, visible!.length], [4, 4 * 17]);
 * stream.close();
 * ```
 */
export function storedStillStream(
  stills: StoredStills,
  { seed, start = 0, batch, ahead = 2 }: StoredStillStreamOptions,
): StillStream {
  checkBatches({ start, batch, ahead }, "storedStillStream");
  const { imageSize, skeleton: { joints: { length: joints } } } = stills;
  const personOf = shuffled(stills.count, seed);
  const next = batchesAhead(async (from): Promise<StillBatch> => {
    const people = Array.from({ length: batch }, (_, i) => personOf(from + i));
    const scales = people.map((_, i) => createRng(seed, "scale", from + i).uniform(...SCALES));
    const images = new Uint8Array(batch * imageSize * imageSize * 3);
    const pose2d = new Float32Array(2 * joints * batch), visible = new Uint8Array(joints * batch);
    people.forEach((person, i) => {
      for (let j = 0; j < joints; j++) {
        const of = person * joints + j, to = i * joints + j;
        const [x, y] = [0, 1].map((c) => (stills.pose2d[2 * of + c] - 0.5) * scales[i] + 0.5);
        const shown = x >= 0 && x <= 1 && y >= 0 && y <= 1;
        if (!stills.visible[of] || !shown) continue;
        pose2d.set([x, y], 2 * to);
        visible[to] = 1;
      }
    });
    await stills.readPictures(people, images, scales);
    return { start: from, count: batch, images, pose2d, visible };
  }, { start, batch, ahead });
  return { next, close() {} };
}

/** Which of `count` people still `i` shows: each once a pass, in an order of that pass's own. */
function shuffled(count: number, seed: number): (i: number) => number {
  const orders = new Map<number, Uint32Array>();
  return (i) => {
    const pass = Math.floor(i / count);
    let order = orders.get(pass);
    if (!order) {
      order = Uint32Array.from({ length: count }, (_, person) => person);
      const rng = createRng(seed, "order", pass);
      for (let last = count - 1; last > 0; last--) {
        const other = rng.integer(0, last + 1);
        [order[last], order[other]] = [order[other], order[last]];
      }
      orders.delete(pass - 2); // no batch that is still to come needs it
      orders.set(pass, order);
    }
    return order[i % count];
  };
}
