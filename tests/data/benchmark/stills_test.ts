import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { crc32 } from "node:zlib";
import { stills, stillStream, UserError } from "posemachine";

const config = { seed: 3, imageSize: 16 };

Deno.test("still i is the same in every batch, on any number of Workers", async () => {
  const whole = await stills(config, 0, 12);
  for (const [batch, workers] of [[4, 1], [3, 2]]) {
    const stream = stillStream({ config, start: 0, batch, workers, ahead: 3 });
    try {
      for (let start = 0; start < 12; start += batch) {
        const got = await stream.next();
        assertEquals(got.start, start);
        const bytes = 16 * 16 * 3;
        assertEquals(got.images, whole.images.slice(start * bytes, (start + batch) * bytes));
        assertEquals(got.pose2d, whole.pose2d.slice(start * 34, (start + batch) * 34));
      }
    } finally {
      stream.close();
    }
  }
});

Deno.test("another seed, other stills; another size, the same joints", async () => {
  const [a, b, c] = await Promise.all([
    stills(config, 0, 2),
    stills({ ...config, seed: 4 }, 0, 2),
    stills({ ...config, imageSize: 32 }, 0, 2),
  ]);
  assert(a.pose2d.some((value, i) => value !== b.pose2d[i]));
  assertEquals(c.images.length, 2 * 32 * 32 * 3);
  assertEquals(a.pose2d, c.pose2d);
});

Deno.test("every joint lies in its crop, and heads are above feet on the whole", async () => {
  const { pose2d, count } = await stills(config, 0, 300);
  assert(pose2d.every((value) => value > 0 && value < 1));
  let above = 0;
  for (let i = 0; i < count; i++) {
    above += Number(pose2d[i * 34 + 10 * 2 + 1] < pose2d[i * 34 + 3 * 2 + 1]);
  }
  assert(above > 0.9 * count, `${above} of ${count}`);
});

Deno.test("left and right occur on either side equally often", async () => {
  const { pose2d, count } = await stills(config, 1000, 400);
  let left = 0;
  for (let i = 0; i < count; i++) left += Number(pose2d[i * 34 + 22] > pose2d[i * 34 + 28]);
  assert(Math.abs(left / count - 0.5) < 0.1, `${left} of ${count}`);
});

Deno.test("a stream that is closed rejects what it has not drawn", async () => {
  const stream = stillStream({ config, batch: 2, ahead: 2 });
  stream.close();
  await assertRejects(() => stream.next(), Error, "Closed");
});

Deno.test("wrong options of stills are named", async () => {
  await assertRejects(() => stills({ imageSize: 4 }, 0, 1), UserError, "imageSize is 4");
  await assertRejects(() => stills({ seed: 0.5 }, 0, 1), UserError, "seed is 0.5");
  assertThrows(() => stillStream({ batch: 0 }), UserError, "batch of stillStream is 0");
  assertThrows(() => stillStream({ batch: 1, workers: 0 }), UserError, "workers is 0");
  assertThrows(() => stillStream({ batch: 1, start: -1 }), UserError, "start of stillStream is -1");
});

Deno.test("the stills are those that the shipped checkpoint was trained on", async () => {
  const { images, pose2d } = await stills({ seed: 1, imageSize: 64 }, 100, 10);
  assertEquals([crc32(images), crc32(new Uint8Array(pose2d.buffer))], [4152016947, 4120772019]);
});
