import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  createRng,
  type Crop,
  cropRegion,
  cropSquare,
  fromCrop,
  type Picture,
  type Region,
  toCrop,
  UserError,
} from "posemachine";
import expected from "../../fixtures/video/area_crops.json" with { type: "json" };

/** A picture, or a region of one, whose pixel (x, y) has `value(x, y, channel)`. */
function drawn(
  full: { width: number; height: number },
  value: (x: number, y: number, channel: number) => number,
  region: Region = { left: 0, top: 0, ...full },
): Picture {
  const rgb = Uint8Array.from({ length: region.width * region.height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const x = region.left + pixel % region.width;
    return value(x, region.top + Math.floor(pixel / region.width), i % 3);
  });
  return { rgb, region, full };
}

/** The centre of mass of the red of rows of pixels, px: the first pixel has its centre at 0.5. */
function centroid(rgb: Uint8Array, width: number): [x: number, y: number] {
  let mass = 0, x = 0, y = 0;
  for (let i = 0; i < rgb.length / 3; i++) {
    mass += rgb[3 * i];
    x += rgb[3 * i] * (i % width + 0.5);
    y += rgb[3 * i] * (Math.floor(i / width) + 0.5);
  }
  return [x / mass, y / mass];
}

Deno.test("crops are the means over areas that an integral of the picture gives", () => {
  const { width, height, crops } = expected;
  const value = (x: number, y: number, c: number) => (37 * x + 91 * y + 57 * c + 13 * x * y) % 256;
  const picture = drawn({ width, height }, value);
  for (const { rgb, size, ...crop } of crops) {
    const got = cropSquare(picture, crop, size);
    assertEquals(got.length, rgb.length);
    got.forEach((value, i) => assert(Math.abs(value - rgb[i]) < 0.502, `${value} for ${rgb[i]}`));
    const region = cropRegion([crop], picture.full);
    assertEquals(cropSquare(drawn(picture.full, value, region), crop, size), got);
  }
});

Deno.test("what is seen in a crop lies where toCrop says, to 0.02 px of the picture", () => {
  const rng = createRng(1, "blobs");
  const full = { width: 120, height: 90 };
  let worst = 0;
  for (let trial = 0; trial < 60; trial++) {
    const at = [rng.uniform(30, 90), rng.uniform(30, 60)], radius = rng.uniform(9, 15);
    const blob = drawn(full, (x, y) => {
      const distance = Math.hypot(x + 0.5 - at[0], y + 0.5 - at[1]);
      return distance < radius ? Math.round(125 * (1 + Math.cos(Math.PI * distance / radius))) : 0;
    });
    // All around the blob, off its middle, and often beyond the picture.
    const side = rng.uniform(50, 160), size = rng.integer(24, 200);
    const crop = {
      left: at[0] - side / 2 + rng.uniform(-5, 5),
      top: at[1] - side / 2 + rng.uniform(-5, 5),
      side,
    };
    const place = Float32Array.from(centroid(blob.rgb, full.width));
    const seen = Float32Array.from(centroid(cropSquare(blob, crop, size), size), (v) => v / size);
    const back = fromCrop(crop, seen), there = toCrop(crop, place);
    for (const axis of [0, 1]) {
      worst = Math.max(worst, Math.abs(back[axis] - place[axis]));
      worst = Math.max(worst, Math.abs(seen[axis] - there[axis]) * side);
    }
  }
  assert(worst < 0.02, `${worst} px`);
});

Deno.test("an even picture stays even, at any scale, and ends in black at its border", () => {
  const even = drawn({ width: 40, height: 30 }, (_x, _y, channel) => 60 + 70 * channel);
  for (const [side, size] of [[20.3, 7], [11.9, 50], [25, 25], [23.7, 64]]) {
    const rgb = cropSquare(even, { left: 1.3, top: 2.6, side }, size);
    assert(rgb.every((value, i) => value === 60 + 70 * (i % 3)));
  }
  const beyond = cropSquare(even, { left: -10, top: 5, side: 20 }, 4); // pixels of 5 px
  assertEquals([0, 1, 2, 3].map((x) => beyond[3 * x]), [0, 0, 60, 60]);
  const half = cropSquare(even, { left: -2, top: 5, side: 16 }, 4);
  assertEquals([0, 1, 2, 3].map((x) => half[3 * x + 2]), [100, 200, 200, 200]);
  for (const crop of [{ left: 41, top: 0, side: 9 }, { left: 0, top: -1e9, side: 1e8 }]) {
    assert(cropSquare(even, crop, 8).every((value) => value === 0));
  }
  assertEquals([...cropSquare(even, { left: -1e12, top: -1e12, side: 2e12 }, 1)], [0, 0, 0]);
});

Deno.test("a crop that cannot be made is named", () => {
  const full = { width: 40, height: 30 };
  const picture = drawn(full, () => 1, { left: 8, top: 8, width: 16, height: 16 });
  const fails = (crop: Crop, size: number, part: string) =>
    assertThrows(() => cropSquare(picture, crop, size), UserError, part);
  const crop = { left: 10, top: 10, side: 8 };
  fails({ ...crop, left: NaN }, 4, "(NaN, 10)");
  fails({ ...crop, side: 0 }, 4, "of 0 px");
  fails({ ...crop, side: Infinity }, 4, "of Infinity px");
  fails(crop, 0, "a crop of 0 px");
  fails(crop, 1.5, "a crop of 1.5 px");
  fails(crop, 5000, "from 1 to 4096");
  fails({ ...crop, left: 7.4 }, 4, "read the region of all crops");
  assertEquals(cropSquare(picture, crop, 1).length, 3);
  assertThrows(() => cropRegion([], full), UserError, "at least one crop");
});
