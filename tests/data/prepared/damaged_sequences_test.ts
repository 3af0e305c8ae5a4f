import { assert, assertThrows } from "@std/assert";
import sharp from "sharp";
import { benchmark } from "../../../lib/data/benchmark/benchmark.ts";
import type { StoredSequence } from "../../../lib/data/dataset.ts";
import { openPrepared } from "../../../lib/data/prepared/open_prepared.ts";
import { sequencePath, writeSequence } from "../../../lib/data/prepared/sequence_file.ts";
import type { StoredPictures } from "../../../lib/data/prepared/stored_pictures.ts";
import { UserError } from "../../../lib/errors.ts";
import { mutationCount, mutations } from "../formats/mutations.ts";
import { store } from "./stored_fixture.ts";

const SIZE = 8, FRAMES = 4, PICTURE = SIZE * SIZE * 3;
const whole = await benchmark({
  ...{ split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: FRAMES },
  ...{ imageSize: SIZE, workers: 1, cache: false },
});
const data = { ...whole, sequences: whole.sequences.slice(0, 1) };
const [first] = data.sequences;

const jpegs = await Promise.all(
  Array.from(
    { length: FRAMES },
    (_, f) =>
      sharp(first.images.subarray(f * PICTURE, (f + 1) * PICTURE), {
        raw: { width: SIZE, height: SIZE, channels: 3 },
      }).jpeg().toBuffer(),
  ),
);
const ends = Uint32Array.from(
  jpegs,
  (_, i) => jpegs.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0),
);
const packed = {
  kind: "jpeg",
  bytes: Uint8Array.from(jpegs.flatMap((jpeg) => [...jpeg])),
} as const;
const KINDS: Readonly<Record<string, (images: Uint8Array) => StoredPictures>> = {
  rgb: (bytes) => ({ kind: "rgb", bytes }),
  jpeg: () => ({ ...packed, ends }),
};

const folder = (pictures: (images: Uint8Array) => StoredPictures) =>
  store(data, Deno.makeTempDirSync({ prefix: "posemachine" }), 25, pictures);

/** Reads all that a folder holds. */
async function readAll(from: string) {
  for (const sequence of openPrepared(from, { fps: 2 }).sequences as StoredSequence[]) {
    const to = new Uint8Array(sequence.frames * PICTURE);
    await sequence.readPictures([...Array(sequence.frames).keys()], to);
  }
}

for (const [kind, pictures] of Object.entries(KINDS)) {
  Deno.test(`a damaged sequence is read as a whole one, or refused with its name: ${kind}`, async () => {
    const from = folder(pictures), path = sequencePath(from, first.id);
    const count = mutationCount(200), outcome = { refused: 0, read: 0 };
    for (const bytes of mutations(Deno.readFileSync(path), count, 7)) {
      Deno.writeFileSync(path, bytes);
      try {
        await readAll(from);
        outcome.read++;
      } catch (error) {
        assert(error instanceof UserError, String((error as Error).stack));
        assert(error.message.includes(path), error.message);
        outcome.refused++;
      }
    }
    assert(outcome.refused > count / 10 && outcome.read > count / 20, JSON.stringify(outcome));
  });
}

Deno.test("ends of pictures that are not in the file, or not in order, are refused", () => {
  const last = packed.bytes.length;
  const damaged: [what: number[], message: string][] = [
    [[ends[1], ends[0], ends[2], last], `has ${ends[0]} after ${ends[1]}`],
    [[ends[0], ends[1], ends[2], last + 1], `has ${last + 1} after ${ends[2]}`],
    [[ends[0], ends[1], ends[2], 2 ** 31 - 1], "has 2147483647 after"],
    [[2 ** 32 - 1, ends[1], ends[2], last], "has -1 after 0"],
    [[0, ends[1], ends[2], last], "has 0 after 0"],
  ];
  for (const [wrong, message] of damaged) {
    const from = folder(() => ({ ...packed, ends: Uint32Array.from(wrong) }));
    const error = assertThrows(() => openPrepared(from, { fps: 2 }), UserError, message);
    assert(error.message.includes(sequencePath(from, first.id)), error.message);
  }
});

const FORMS: [kind: string, was: string, is: string, message: string][] = [
  ["rgb", "[4,8,8,3]", "[4,8,3,8]", "'pictures' is U8 [4, 8, 3, 8], expected U8 [4, any, any, 3]"],
  ["rgb", "[4,8,8,3]", "[4,64,3] ", "'pictures' is U8 [4, 64, 3], expected U8 [4, any, any, 3]"],
  ["rgb", "[4,17,3]", "[4,3,17]", "'pose3d' is F32 [4, 3, 17], expected F32 [4, 17, 3]"],
  ["rgb", '{"dtype":"I32"', '{"dtype":"F32"', "'frame_numbers' is F32 [4], expected I32 [any]"],
  [
    ...["jpeg", '"jpeg_ends":{"dtype":"I32"', '"jpeg_ends":{"dtype":"F32"'] as const,
    "'jpeg_ends' is F32 [4], expected I32 [4]",
  ],
];
for (const [kind, was, is, message] of FORMS) {
  Deno.test(`a tensor of another type or shape is refused: ${message}`, () => {
    const from = folder(KINDS[kind]), path = sequencePath(from, first.id);
    const bytes = Deno.readFileSync(path);
    const at = new TextDecoder("latin1").decode(bytes).indexOf(was);
    assert(at > 0, "the header says so");
    bytes.set(new TextEncoder().encode(is), at);
    Deno.writeFileSync(path, bytes);
    assertThrows(() => openPrepared(from, { fps: 2 }), UserError, message);
  });
}

Deno.test("a sequence with pictures of another size than its folder's is refused", () => {
  const from = folder(KINDS.rgb), half = SIZE / 2;
  writeSequence(sequencePath(from, first.id), {
    ...first,
    frameNumbers: Int32Array.from({ length: FRAMES }, (_, i) => i),
    pictures: KINDS.rgb(first.images.slice(0, FRAMES * half * half * 3)),
    imageSize: half,
  });
  const message = `holds pictures of ${half} px, the others of its folder have ${SIZE}`;
  assertThrows(() => openPrepared(from, { fps: 2 }), UserError, message);
});
