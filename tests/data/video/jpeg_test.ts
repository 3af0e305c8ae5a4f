import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { cropSquare, decodeJpegs, encodeJpeg, UserError } from "posemachine";
import { mutationCount, mutations } from "../formats/mutations.ts";

/** A smooth picture, [size, size, 3]. */
const smooth = (size: number, phase = 0) =>
  Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % size / size, y = Math.floor(i / 3 / size) / size;
    return 128 + 60 * Math.sin(7 * x + phase) + 60 * Math.cos(5 * y + 2 * (i % 3));
  });

Deno.test("a JPEG keeps the picture, in the same bytes each time, with all its colours", async () => {
  const rgb = smooth(48), jpeg = await encodeJpeg(rgb, 48);
  assertEquals(jpeg, await encodeJpeg(rgb, 48));
  assertEquals((await sharp(jpeg).metadata()).chromaSubsampling, "4:4:4");
  const back = await decodeJpegs([jpeg], 48);
  assert(back.every((value, i) => Math.abs(value - rgb[i]) <= 4));
  assert((await encodeJpeg(rgb, 48, 50)).length < jpeg.length);
});

Deno.test("pictures are decoded in order, at any size, as a crop of that size would be", async () => {
  const pictures = [0, 1, 2].map((phase) => smooth(46, phase));
  const jpegs = await Promise.all(pictures.map((rgb) => encodeJpeg(rgb, 46)));
  for (const size of [46, 20, 64]) {
    const all = await decodeJpegs(jpegs, size);
    assertEquals(all.length, 3 * size * size * 3);
    pictures.forEach((rgb, k) => {
      const full = { width: 46, height: 46 };
      const picture = { rgb, full, region: { left: 0, top: 0, ...full } };
      const expected = cropSquare(picture, { left: 0, top: 0, side: 46 }, size);
      const got = all.subarray(k * expected.length);
      expected.forEach((value, i) => assert(Math.abs(value - got[i]) <= 4, `${size} px, ${k}`));
    });
  }
  assertEquals((await decodeJpegs([], 8)).length, 0);
});

Deno.test("what is no whole square JPEG is named by its place", async () => {
  const good = await encodeJpeg(smooth(32), 32);
  const wide = new Uint8Array(
    await sharp({ create: { width: 8, height: 4, channels: 3, background: "red" } }).jpeg()
      .toBuffer(),
  );
  const bad: [Uint8Array, string][] = [
    [good.subarray(0, good.length - 40), "cannot be decoded"],
    [good.subarray(0, 100), "cannot be decoded"],
    [new Uint8Array(0), "cannot be decoded"],
    [new Uint8Array(64), "cannot be decoded"],
    [wide, "8 x 4 px"],
  ];
  for (const [jpeg, part] of bad) {
    const decode = () => decodeJpegs([good, jpeg, good], 16, "crops.bin, picture");
    const { message } = await assertRejects(decode, UserError, "crops.bin, picture 1 of 3");
    assertStringIncludes(message, part);
  }
  await assertRejects(() => decodeJpegs([good], 0), UserError, "to 0 px");
  await assertRejects(() => decodeJpegs([good], 9999), UserError, "from 1 to 4096");
  await assertRejects(() => encodeJpeg(smooth(8), 9), UserError, "192 bytes");
  await assertRejects(() => encodeJpeg(smooth(8), 8, 101), UserError, "Quality 101");
});

Deno.test("grey and transparent pictures become RGB", async () => {
  const grey = await sharp(Uint8Array.from({ length: 64 }, (_, i) => 3 * i), {
    raw: { width: 8, height: 8, channels: 1 },
  }).toColourspace("b-w").jpeg({ quality: 100 }).toBuffer();
  const rgb = await decodeJpegs([new Uint8Array(grey)], 8);
  rgb.forEach((value, i) => assert(Math.abs(value - 3 * Math.floor(i / 3)) <= 3));
});

Deno.test("a damaged JPEG is an error or a whole picture, never anything else", async () => {
  const good = await encodeJpeg(smooth(24), 24);
  const outcomes = { errors: 0, pictures: 0 };
  for (const bytes of mutations(good, mutationCount(500), 3)) {
    try {
      assertEquals((await decodeJpegs([bytes], 12)).length, 12 * 12 * 3);
      outcomes.pictures++;
    } catch (error) {
      assert(error instanceof UserError, String(error));
      outcomes.errors++;
    }
  }
  assert(outcomes.errors > 50 && outcomes.pictures > 0, JSON.stringify(outcomes));
});
