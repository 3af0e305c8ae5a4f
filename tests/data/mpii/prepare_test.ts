import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp, { type Sharp } from "sharp";
import { fromCrop } from "../../../lib/camera.ts";
import { prepareMpii } from "../../../lib/data/mpii/prepare_mpii.ts";
import { openPrepared } from "../../../lib/data/prepared/open_prepared.ts";
import { openStills } from "../../../lib/data/stills/open_stills.ts";
import { UserError } from "../../../lib/errors.ts";
import truth from "../../miniatures/mpii/truth.json" with { type: "json" };
import { filesBelow } from "../prepared/files_below.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/mpii", import.meta.url));
const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

/** A copy of the miniature, to be changed. */
function copyOf(from: string): string {
  const to = folder();
  for (const [path, bytes] of filesBelow(from)) {
    Deno.mkdirSync(join(to, path, ".."), { recursive: true });
    Deno.writeFileSync(join(to, path), bytes);
  }
  return to;
}

/** The labelled people, as H36M-17 has their joints. */
const labelled = truth.pictures.flatMap(({ name, persons, labelled }) =>
  labelled.map((p) => {
    const points: (readonly number[] | null)[] = new Array(17).fill(null);
    persons[p].joints.forEach((joint, id) => points[truth.joints[id]] = joint);
    const [hip, thorax] = [points[0], points[8]];
    points[7] = hip && thorax && [0, 1].map((c) => (hip[c] + thorax[c]) / 2);
    return { name, points };
  })
);

Deno.test("labels come back through the crops as they are, to 0.05 px, and no others", async () => {
  const to = folder(), lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const { people, files, failed } = await prepareMpii({ from: MINIATURE, to, size: 32, log });
  assertEquals([people, files, failed], [labelled.length, 1, []]);
  const stills = openStills(to);
  assertEquals([stills.count, stills.skeleton.name, stills.name], [10, "H36M-17", "MPII"]);
  assertEquals(stills.images, labelled.map(({ name }) => name));
  labelled.forEach(({ name, points }, i) => {
    const [left, top, side] = stills.crops.subarray(3 * i, 3 * i + 3);
    const read = fromCrop({ left, top, side }, stills.pose2d.subarray(34 * i, 34 * i + 34));
    points.forEach((point, j) => {
      assertEquals(stills.visible[17 * i + j], point ? 1 : 0, `${name}, joint ${j}`);
      const apart = point ? Math.hypot(read[2 * j] - point[0], read[2 * j + 1] - point[1]) : 0;
      assert(apart < 0.05, `${name}, joint ${j}: ${apart} px`);
    });
  });
  const text = lines.join("\n");
  assertStringIncludes(
    text,
    `found ${join(MINIATURE, "mpii_human_pose_v1_u12_1.mat")}; pictures in`,
  );
  assertStringIncludes(text, "left out: pictures of the test part: 2");
  assertStringIncludes(text, "left out: people without an annotated joint: 1");
  assertStringIncludes(text, "10 labelled people, 10 to cut: about 0.0 MB in");
});

/** Side of the crops whose pixels are looked at. */
const SIZE = 128;

Deno.test("limbs are where the labels are, in crops of bytes and of JPEGs", async () => {
  for (const size of [SIZE, SIZE + 1]) {
    const to = folder();
    await prepareMpii({ from: MINIATURE, to, size });
    const { count, pose2d, visible, readPictures } = openStills(to, { imageSize: SIZE });
    const bytes = new Uint8Array(SIZE * SIZE * 3);
    for (let i = 0; i < count; i++) {
      await readPictures([i], bytes);
      const colour = (
        x: number,
        y: number,
      ) => [...bytes.subarray(3 * (SIZE * y + x)).subarray(0, 3)];
      const at = (joint: number) => pose2d.subarray(34 * i + 2 * joint, 34 * i + 2 * joint + 2);
      const ground = colour(SIZE >> 1, 2);
      for (const [a, b] of [[1, 2], [2, 3], [4, 5], [5, 6], [11, 12], [14, 15]]) {
        if (!visible[17 * i + a] || !visible[17 * i + b]) continue;
        const [x, y] = [0, 1].map((c) => Math.floor(SIZE * (at(a)[c] + at(b)[c]) / 2));
        const differs = Math.max(...colour(x, y).map((value, c) => Math.abs(value - ground[c])));
        assert(differs > 12, `still ${i}, ${size} px: nobody between joints ${a} and ${b}`);
      }
    }
  }
});

Deno.test("the JSON leads to the same files' labels as the official annotation", async () => {
  const from = copyOf(MINIATURE);
  Deno.removeSync(join(from, "mpii_human_pose_v1_u12_1.mat"));
  const [official, json] = [folder(), folder()];
  await prepareMpii({ from: MINIATURE, to: official, size: 32 });
  const lines: string[] = [];
  await prepareMpii({ from, to: json, size: 32, log: (line) => lines.push(line) });
  assertStringIncludes(lines[0], "annot/train.json and ");
  const plain = (path: string) => {
    const { readPictures: _, ...labels } = openStills(path);
    return labels;
  };
  assertEquals(plain(json), plain(official));
});

Deno.test("pictures that are missing are named, left out, and cut when they have come", async () => {
  const from = copyOf(MINIATURE), to = folder(), lines: string[] = [];
  const late = join(from, "images/000000909.jpg");
  Deno.renameSync(late, `${late}.part`);
  const options = { from, to, size: 32, log: (line: string) => lines.push(line) };
  assertEquals((await prepareMpii(options)).people, 7);
  assert(lines.includes("missing: 1 of 7 pictures, with 3 people: 000000909.jpg"), `${lines}`);
  assertEquals(openStills(to).images.includes("000000909.jpg"), false);
  assertEquals((await prepareMpii(options)).files, 0);
  Deno.renameSync(`${late}.part`, late);
  assertEquals((await prepareMpii(options)).people, 10);
  const straight = folder();
  await prepareMpii({ from: MINIATURE, to: straight, size: 32 });
  assertEquals(filesBelow(to), filesBelow(straight));
});

Deno.test("a damaged picture is named with what to do, and stills that are not whole are not opened", async () => {
  const from = copyOf(MINIATURE), to = folder();
  const picture = join(from, "images/000000303.jpg");
  Deno.writeFileSync(picture, Deno.readFileSync(picture).subarray(0, 1500));
  const { people, failed } = await prepareMpii({ from, to, size: 32 });
  assertEquals([people, failed.length], [0, 1]);
  assertStringIncludes(failed[0].error, "000000303.jpg cannot be read");
  assertStringIncludes(failed[0].error, "copy it again, or remove it to do without its people");
  await assertRejects(
    () => Promise.resolve().then(() => openStills(to)),
    UserError,
    "lacks 1 of its 1 files",
  );
  Deno.removeSync(picture);
  assertEquals((await prepareMpii({ from, to, size: 32 })).people, 9);
});

Deno.test("a grey picture and one that is to be turned are cut as they are stored", async () => {
  const pixels = async (from: string) => {
    const to = folder(), bytes = new Uint8Array(32 * 32 * 3);
    await prepareMpii({ from, to, size: 32 });
    await openStills(to).readPictures([0], bytes);
    return bytes;
  };
  const straight = await pixels(MINIATURE);
  const from = copyOf(MINIATURE), path = join(from, "images/000000101.jpg");
  const original = Deno.readFileSync(path);
  const replaced = async (image: Sharp) => {
    const jpeg = new Uint8Array(await image.jpeg({ quality: 95 }).toBuffer());
    Deno.writeFileSync(path, jpeg);
    return { read: await pixels(from), ...await sharp(jpeg).metadata() };
  };
  const { data, info: { width, height } } = await sharp(original).raw()
    .toBuffer({ resolveWithObject: true });
  const mean = Uint8Array.from(
    { length: width * height },
    (_, i) => (data[3 * i] + data[3 * i + 1] + data[3 * i + 2]) / 3,
  );
  const grey = await replaced(
    sharp(mean, { raw: { width, height, channels: 1 } }).toColourspace("b-w"),
  );
  const turned = await replaced(sharp(original).withMetadata({ orientation: 6 }));
  assertEquals([grey.channels, turned.orientation], [1, 6]);
  for (let i = 0; i < straight.length; i += 3) {
    const brightness = (straight[i] + straight[i + 1] + straight[i + 2]) / 3;
    const [red, green, blue] = grey.read.subarray(i, i + 3);
    assertEquals([red, red], [green, blue]);
    assert(Math.abs(red - brightness) < 12, `${red}, not ${brightness}`);
    assert(Math.abs(turned.read[i] - straight[i]) < 12, `${turned.read[i]}, not ${straight[i]}`);
  }
});

Deno.test("a folder without annotation or pictures, or with other stills, is refused", async () => {
  const refused = (from: string, to: string, message: string, size = 32) =>
    assertRejects(() => prepareMpii({ from, to, size }), UserError, message);
  await refused(folder(), folder(), "no mpii_human_pose_v1_u12_1.mat and no annot/train.json");
  await refused(join(MINIATURE, "nowhere"), folder(), "nowhere cannot be read");
  const labels = copyOf(MINIATURE), to = folder();
  Deno.removeSync(join(labels, "images"), { recursive: true });
  await refused(labels, to, "has a picture that the annotation names, such as 000000101.jpg");
  await prepareMpii({ from: MINIATURE, to, size: 32 });
  await refused(MINIATURE, to, "prepared differently", 16);
  const other = copyOf(MINIATURE);
  const json = join(other, "annot/train.json");
  Deno.removeSync(join(other, "mpii_human_pose_v1_u12_1.mat"));
  Deno.writeTextFileSync(json, Deno.readTextFileSync(json).replace(/"scale": ?0\./, '"scale":1.'));
  await refused(other, to, "prepared differently");
});

Deno.test("stills and sequences are not taken for one another", async () => {
  const to = folder();
  await prepareMpii({ from: MINIATURE, to, size: 32 });
  const opening = (open: () => unknown) => () => Promise.resolve().then(open);
  await assertRejects(
    opening(() => openPrepared(to, { fps: 10 })),
    UserError,
    "holds stills (MPII), no sequences with 3D poses",
  );
  await assertRejects(opening(() => openStills(MINIATURE)), UserError, "it has no dataset.json");
  const json = join(to, "dataset.json");
  Deno.writeTextFileSync(
    json,
    JSON.stringify({ format: "posemachine data set", name: "Human3.6M" }),
  );
  await assertRejects(opening(() => openStills(to)), UserError, "holds Human3.6M, no stills");
});
