import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareMpii } from "../../../lib/data/mpii/prepare_mpii.ts";
import { openStills } from "../../../lib/data/stills/open_stills.ts";
import { storedStillStream } from "../../../lib/data/stills/stored_still_stream.ts";
import { UserError } from "../../../lib/errors.ts";
import { convertedStills } from "../../../lib/experiments/converted_stills.ts";
import { jointsByName } from "../../../lib/joint_conversion.ts";
import { H36M_17, HUMANEVA_15, RELEASED_16 } from "../../../lib/skeleton.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/mpii", import.meta.url));
const to = Deno.makeTempDirSync({ prefix: "posemachine" });
await prepareMpii({ from: MINIATURE, to, size: 48 });
const stills = openStills(to, { imageSize: 24 });
const { count } = stills;

/** The first stills from one on, whatever batches they came in. */
async function taken(options: { batch: number; start?: number; seed?: number }, n: number) {
  const stream = storedStillStream(stills, { seed: 1, ...options });
  const images: number[] = [], pose2d: number[] = [], visible: number[] = [];
  for (let have = 0; have < n; have += options.batch) {
    const batch = await stream.next();
    assertEquals([batch.start, batch.count], [(options.start ?? 0) + have, options.batch]);
    images.push(...batch.images);
    pose2d.push(...batch.pose2d);
    visible.push(...batch.visible!);
  }
  stream.close();
  const size = 24 * 24 * 3;
  return {
    images: images.slice(0, n * size),
    pose2d: pose2d.slice(0, n * 34),
    visible: visible.slice(0, n * 17),
  };
}

Deno.test("still i depends on the seed and i alone", async () => {
  const all = await taken({ batch: 1 }, 24);
  assertEquals(await taken({ batch: 5 }, 24), all);
  assertEquals(await taken({ batch: 30 }, 24), all); // more than there are people
  const late = await taken({ batch: 4, start: 13 }, 11);
  assertEquals(late.pose2d, all.pose2d.slice(13 * 34));
  assertEquals(late.images, all.images.slice(13 * 24 * 24 * 3));
  assert((await taken({ batch: 5, seed: 2 }, 24)).pose2d.join() !== all.pose2d.join());
});

/** Which person each pose is of, told by its joints' distances, which a scale changes alike. */
function peopleOf(pose2d: readonly number[], visible: readonly number[]): number[] {
  return Array.from({ length: visible.length / 17 }, (_, i) => {
    const fits = Array.from({ length: count }, (_, person) => {
      const scales: number[] = [];
      for (let k = 0; k < 34; k++) {
        const away = stills.pose2d[34 * person + k] - 0.5;
        if (visible[17 * i + (k >> 1)] && Math.abs(away) > 0.05) {
          scales.push((pose2d[34 * i + k] - 0.5) / away);
        }
      }
      return Math.max(...scales) - Math.min(...scales) < 1e-3;
    });
    assertEquals(fits.filter(Boolean).length, 1);
    return fits.indexOf(true);
  });
}

Deno.test("each pass shows each person once, in an order of its own", async () => {
  const { pose2d, visible } = await taken({ batch: count }, 3 * count);
  const people = peopleOf(pose2d, visible);
  const passes = [0, 1, 2].map((pass) => people.slice(pass * count, (pass + 1) * count));
  for (const pass of passes) assertEquals(pass.toSorted(), [...Array(count).keys()]);
  assertEquals(new Set(passes.map(String)).size, 3);
});

Deno.test("people are scaled by 0.9 to 1.1, pictures as much as joints", async () => {
  const { pose2d, visible, images } = await taken({ batch: count }, 40);
  const people = peopleOf(pose2d, visible);
  const scales = people.map((person, i) => {
    const k = [...Array(34).keys()].findIndex((k) =>
      visible[17 * i + (k >> 1)] && Math.abs(stills.pose2d[34 * person + k] - 0.5) > 0.1
    );
    return (pose2d[34 * i + k] - 0.5) / (stills.pose2d[34 * person + k] - 0.5);
  });
  assert(scales.every((scale) => scale >= 0.9 && scale <= 1.1), `${scales}`);
  assert(Math.min(...scales) < 0.93 && Math.max(...scales) > 1.07);
  const size = 24 * 24 * 3, pixels = new Uint8Array(size);
  for (const [i, person] of people.slice(0, 9).entries()) {
    await stills.readPictures([person], pixels, [scales[i]]);
    const difference = pixels.reduce(
      (sum, value, k) => sum + Math.abs(value - images[i * size + k]),
      0,
    );
    assert(difference / size < 0.1, `still ${i}: ${difference / size}`);
  }
});

Deno.test("a joint that the scaled crop does not show is not visible", async () => {
  const pose2d = Float32Array.from(stills.pose2d);
  const edge = 0.97; // out of the crop at scales above 1.064
  for (let i = 0; i < count; i++) pose2d[34 * i] = edge;
  const stream = storedStillStream({ ...stills, pose2d }, { seed: 1, batch: 60 });
  const batch = await stream.next();
  const shown = Array.from({ length: 60 }, (_, i) => batch.visible![17 * i]);
  const known = shown.map((seen, i) => seen ? batch.pose2d[34 * i] : 0);
  assert(shown.includes(0) && shown.includes(1));
  assert(known.every((x) => x <= 1), `${known}`);
});

Deno.test("joints and what is known of them go to other skeletons by name", async () => {
  for (const skeleton of [H36M_17, HUMANEVA_15, RELEASED_16]) {
    const open = () => storedStillStream(stills, { seed: 1, batch: 9 });
    const plain = await open().next();
    const converted = await convertedStills(open(), skeleton, stills.skeleton).next();
    const places = jointsByName(H36M_17, skeleton);
    assertEquals(converted.visible!.length, 9 * skeleton.joints.length);
    assert(converted.visible!.includes(0) && converted.visible!.includes(1));
    for (let i = 0; i < 9; i++) {
      places.forEach((from, j) => {
        const at = i * places.length + j;
        assertEquals(converted.visible![at], plain.visible![17 * i + from]);
        assertEquals(converted.pose2d[2 * at + 1], plain.pose2d[2 * (17 * i + from) + 1]);
      });
    }
  }
});

Deno.test("what is out of range, or gone, is named", async () => {
  const stream = (options: object) => storedStillStream(stills, { seed: 1, batch: 1, ...options });
  assertThrows(() => stream({ batch: 0 }), UserError, "batch of storedStillStream is 0");
  assertThrows(() => stream({ start: -1 }), UserError, "start of storedStillStream is -1");
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  await prepareMpii({ from: MINIATURE, to: folder, size: 48 });
  const file = join(folder, "stills-0001.safetensors");
  const opened = openStills(folder);
  Deno.truncateSync(file, 20_000);
  await assertRejects(
    () => opened.readPictures([8], new Uint8Array(48 * 48 * 3)),
    UserError,
    "has become shorter",
  );
  assertThrows(() => openStills(folder), UserError, "it is truncated");
});
