import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import { benchmark } from "../../../lib/data/benchmark/benchmark.ts";
import type { StoredSequence } from "../../../lib/data/dataset.ts";
import { openPrepared, readAbout } from "../../../lib/data/prepared/open_prepared.ts";
import { sequencePath } from "../../../lib/data/prepared/sequence_file.ts";
import { UserError } from "../../../lib/errors.ts";
import { store } from "./stored_fixture.ts";

const SIZE = 16, PICTURE = SIZE * SIZE * 3;
const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });
const data = await benchmark({
  ...{ split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 6 },
  ...{ imageSize: SIZE, workers: 1, cache: false },
});

async function picturesOf(sequence: unknown, frames: number[], size = SIZE): Promise<Uint8Array> {
  const bytes = new Uint8Array(frames.length * size * size * 3);
  await (sequence as StoredSequence).readPictures(frames, bytes);
  return bytes;
}

Deno.test("what was stored is read back, labels and pictures, in any order", async () => {
  const to = store(data, folder());
  const read = openPrepared(to, { fps: 2 });
  assertEquals([read.name, read.imageSize, read.fps], ["embedded benchmark", SIZE, 2]);
  assertEquals(read.sequences.length, 4);
  for (const [i, sequence] of read.sequences.entries()) {
    const { images, ...labels } = data.sequences[i];
    const { readPictures: _, ...own } = sequence as StoredSequence;
    assertEquals(own, labels);
    const some = await picturesOf(sequence, [4, 5, 0, 2]);
    const want = [4, 5, 0, 2].flatMap((f) => [...images.subarray(f * PICTURE, (f + 1) * PICTURE)]);
    assertEquals(some, Uint8Array.from(want));
  }
});

Deno.test("a part has its sequences and frames alone, and says so when it has none", async () => {
  const to = store(data, folder(), 25);
  const part = openPrepared(to, {
    fps: 1,
    sequence: ({ camera }) => camera === 2,
    frame: (number) => number % 50 === 0,
  });
  assertEquals(part.sequences.map(({ camera, frames }) => [camera, frames]), [[2, 3]]);
  const whole = data.sequences[2];
  assertEquals(part.sequences[0].pose3d.subarray(51, 102), whole.pose3d.subarray(102, 153));
  const second = whole.images.subarray(2 * PICTURE, 3 * PICTURE);
  assertEquals(await picturesOf(part.sequences[0], [1]), second);
  const none = () => openPrepared(to, { fps: 1, part: "S11", sequence: () => false });
  assertThrows(none, UserError, "no frames of S11");
});

Deno.test("JPEGs come back as a decoder reads them, at the size that is asked for", async () => {
  const images = data.sequences[0].images;
  const jpegs = await Promise.all(
    Array.from({ length: 6 }, (_, f) =>
      sharp(images.subarray(f * PICTURE, (f + 1) * PICTURE), {
        raw: { width: SIZE, height: SIZE, channels: 3 },
      }).jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer()),
  );
  const first = { ...data, sequences: data.sequences.slice(0, 1) };
  const to = store(first, folder(), 25, () => ({
    kind: "jpeg",
    bytes: Uint8Array.from(jpegs.flatMap((jpeg) => [...jpeg])),
    ends: Uint32Array.from(
      jpegs,
      (_, i) => jpegs.slice(0, i + 1).reduce((n, j) => n + j.length, 0),
    ),
  }));
  const [sequence] = openPrepared(to, { fps: 2 }).sequences;
  const read = await picturesOf(sequence, [1, 2, 5]);
  const each = await Promise.all([1, 2, 5].map((f) => sharp(jpegs[f]).raw().toBuffer()));
  assertEquals(read, Uint8Array.from(each.flatMap((picture) => [...picture])));
  const at = Array.from({ length: PICTURE }, (_, p) => Math.abs(read[p] - images[PICTURE + p]));
  assert(at.reduce((a, b) => a + b) / PICTURE < 8, "and near what was stored");
  const [half] = openPrepared(to, { fps: 2, imageSize: 8 }).sequences;
  assertEquals((await picturesOf(half, [0, 3], 8)).length, 2 * 8 * 8 * 3);
});

Deno.test("a folder or a file that is not whole is named, with what to do", async () => {
  assertThrows(() => readAbout(folder()), UserError, "deno task prepare human36m --from");
  const to = store(data, folder());
  const path = sequencePath(to, data.sequences[1].id);
  const bytes = Deno.readFileSync(path);
  const [sequence] = openPrepared(to, { fps: 2, sequence: ({ camera }) => camera === 1 }).sequences;
  for (const length of [0, 5, 100, 3000, bytes.length - 1]) {
    Deno.writeFileSync(path, bytes.subarray(0, length));
    const error = assertThrows(() => openPrepared(to, { fps: 2 }), UserError);
    assert(error.message.includes(path) && error.message.includes("prepare"), error.message);
  }
  await assertRejects(() => picturesOf(sequence, [5]), UserError, "has become shorter");
  Deno.writeTextFileSync(join(to, "dataset.json"), "{}");
  assertThrows(() => openPrepared(to, { fps: 2 }), UserError, "dataset.json");
});
