import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import h5wasm, { type Dataset, type Group } from "h5wasm";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeAtomic } from "../../../lib/atomic_write.ts";
import { loadClips } from "../../../lib/data/benchmark/motion_file.ts";
import type { StoredSequence } from "../../../lib/data/dataset.ts";
import { parseMetadata } from "../../../lib/data/human36m/metadata.ts";
import { openHuman36m } from "../../../lib/data/human36m/open_human36m.ts";
import {
  prepareHuman36m,
  type PrepareHuman36mOptions,
} from "../../../lib/data/human36m/prepare_human36m.ts";
import { human36mProtocol } from "../../../lib/data/human36m/protocols.ts";
import { sequencesOf } from "../../../lib/data/human36m/sequences.ts";
import { openPrepared, readAbout } from "../../../lib/data/prepared/open_prepared.ts";
import { sequencePath } from "../../../lib/data/prepared/sequence_file.ts";
import { UserError } from "../../../lib/errors.ts";
import { fromCrop, project, worldToCamera } from "../../../lib/camera.ts";
import { filesBelow } from "../prepared/files_below.ts";
import { packHuman36m } from "../../miniatures/archives.ts";
import { HUMAN36M_TRIALS, human36mFigures } from "../../miniatures/human36m_truth.ts";
import { HUMAN36M_CAMERAS, human36mCamera } from "../../miniatures/human36m_truth.ts";
import { copiedFiles, MINIATURE } from "./copied_files.ts";

/** Empties one of the pictures that a MATLAB 7.3 file's masks refer to; several frames may share it. */
async function emptyMask(path: string) {
  const { FS } = await h5wasm.ready;
  FS.writeFile("/masks.mat", Deno.readFileSync(path));
  const file = new h5wasm.File("/masks.mat", "a");
  const pictures = file.get("#refs#") as Group;
  const picture = pictures.get(pictures.keys()[0]) as Dataset;
  const [width, height] = picture.shape!;
  picture.write_slice([[0, width], [0, height]], new Uint8Array(width * height));
  file.close();
  Deno.writeFileSync(path, FS.readFile("/masks.mat"));
}

const clips = loadClips();
const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

const OPTIONS: Omit<PrepareHuman36mOptions, "to"> = {
  from: MINIATURE,
  ...{ size: 32, protocols: ["1", "2", "3"], fps: 10, poses: "mono", crop: "joints" },
  log: () => {},
};

Deno.test("poses come back as they were made: to 0.01 mm, and through the cameras to 0.05 px", async () => {
  const to = folder();
  const { sequences, frames, failed } = await prepareHuman36m({ ...OPTIONS, to });
  assertEquals([sequences, failed], [4 * HUMAN36M_TRIALS.length, []]);
  assertEquals(frames, 4 * (16 + 2 + 2 + 11 + 2)); // every 5th of 76, 6, 6, 51, 6
  const read = openPrepared(to, { fps: 10 });
  for (const { actor, action, trial, camera, ...sequence } of read.sequences) {
    const made = HUMAN36M_TRIALS.find((one) =>
      one.subject === actor && one.action === action && one.trial === trial
    )!;
    const figures = human36mFigures(clips, made).filter((_, frame) => frame % 5 === 0);
    assertEquals(figures.length, sequence.frames);
    const calibration = human36mCamera(actor, HUMAN36M_CAMERAS[camera].id);
    figures.forEach(({ joints }, f) => {
      const own = worldToCamera(calibration, Float32Array.from(joints));
      const px = project(calibration, own);
      const [left, top, side] = sequence.crops.subarray(3 * f, 3 * f + 3);
      const seen = fromCrop({ left, top, side }, sequence.pose2d.subarray(34 * f, 34 * f + 34));
      for (let i = 0; i < 51; i++) {
        const mm = sequence.pose3d[51 * f + i] + sequence.root[3 * f + i % 3];
        assert(Math.abs(mm - own[i]) < 0.01, `${sequence.id}, frame ${f}: ${mm}, not ${own[i]} mm`);
      }
      for (let i = 0; i < 34; i++) {
        assert(
          Math.abs(seen[i] - px[i]) < 0.05,
          `${sequence.id}, frame ${f}: ${seen[i]}, ${px[i]} px`,
        );
      }
    });
  }
});

Deno.test("what is in a crop is where its 2D joints say: the figure against a plain ground", async () => {
  const to = folder();
  await prepareHuman36m({ ...OPTIONS, to, size: 64, crop: "boxes" });
  for (const sequence of openPrepared(to, { fps: 10 }).sequences as StoredSequence[]) {
    const bytes = new Uint8Array(64 * 64 * 3);
    await sequence.readPictures([0], bytes);
    const colour = (x: number, y: number) => [...bytes.subarray(3 * (64 * y + x)).subarray(0, 3)];
    const ground = colour(1, 1);
    const differs = (x: number, y: number) =>
      Math.max(...colour(x, y).map((value, c) => Math.abs(value - ground[c]))) > 25;
    // The middles of trunk and thighs are well inside the figure.
    const at = (joint: number) => sequence.pose2d.subarray(2 * joint, 2 * joint + 2);
    for (const [a, b] of [[7, 8], [1, 2], [4, 5]]) {
      const [x, y] = [0, 1].map((c) => Math.floor(64 * (at(a)[c] + at(b)[c]) / 2));
      assert(differs(x, y), `${sequence.id}: nobody at ${x}, ${y} px`);
    }
    const crop = [...sequence.pose2d.subarray(0, 34)];
    assert(crop.every((value) => value > 0 && value < 1), `${sequence.id}: a joint is outside`);
  }
});

Deno.test("archives give the bytes that their folders give, and nothing unpacked is left", async () => {
  const [from, a, b] = [folder(), folder(), folder()];
  await packHuman36m(from);
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(from, "metadata.xml"));
  const lines: string[] = [];
  const packed = await prepareHuman36m({
    ...OPTIONS,
    from,
    to: a,
    log: (line) => lines.push(line),
  });
  const loose = await prepareHuman36m({ ...OPTIONS, to: b });
  assertEquals(packed, loose);
  assertEquals(filesBelow(a), filesBelow(b));
  assertStringIncludes(lines[1], "S1: archives of MyPoseFeatures/D2_Positions, MyPoseFeatures/");
  assertStringIncludes(lines[2], "S9: archives of ");
  assertStringIncludes(lines[3], "unpacked subject by subject");
  assert(lines.some((line) => line.includes("missing: everything of S5, S6, S7, S8, S11")));
});

Deno.test("a subject that is unpacked in part is made whole from its archives, and only once", async () => {
  const [from, to, loose] = [folder(), folder(), folder()];
  await packHuman36m(from);
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(from, "metadata.xml"));
  for (const { name } of Deno.readDirSync(from)) {
    if (name.includes("D3_Positions_mono_S9")) Deno.removeSync(join(from, name));
  }
  const poses = "S9/MyPoseFeatures/D3_Positions_mono"; // from its folder; all else of S9 is packed
  Deno.mkdirSync(join(from, poses), { recursive: true });
  for (const { name } of Deno.readDirSync(join(MINIATURE, poses))) {
    Deno.copyFileSync(join(MINIATURE, poses, name), join(from, poses, name));
  }
  const lines: string[] = [];
  const prepared = () => prepareHuman36m({ ...OPTIONS, from, to, log: (line) => lines.push(line) });
  await prepared();
  assertStringIncludes(lines[2], "S9: its folder and archives of ");
  await prepareHuman36m({ ...OPTIONS, to: loose });
  assertEquals(filesBelow(to), filesBelow(loose));

  const path = join(from, "metadata.xml");
  const metadata = parseMetadata(Deno.readTextFileSync(path), path);
  const { train, test } = human36mProtocol("1", 10);
  for (const id of sequencesOf(metadata, { parts: [train, test] })) { // those that the miniature lacks
    if (!existsSync(sequencePath(to, id))) writeAtomic(sequencePath(to, id), new Uint8Array());
  }
  lines.length = 0;
  assertEquals(await prepared(), { sequences: 0, frames: 0, failed: [] });
  assert(!lines.some((line) => line.includes("unpacking")), lines.join("\n"));

  const before = filesBelow(to);
  for (const other of [{ size: 16 }, { fps: 2 }, { poses: "universal" as const }]) {
    lines.length = 0;
    await assertRejects(
      () => prepareHuman36m({ ...OPTIONS, from, to, ...other, log: (line) => lines.push(line) }),
      UserError,
      "prepared differently",
    );
    assert(!lines.some((line) => line.includes("unpacking")), lines.join("\n"));
  }
  assertEquals(filesBelow(to), before);
});

Deno.test("actions that there are not are refused, and nothing to make is an error", async () => {
  const to = folder();
  const asked = (actions: string[]) => () => prepareHuman36m({ ...OPTIONS, to, actions });
  await assertRejects(asked(["Walkin"]), UserError, "--actions names 'Walkin'");
  await assertRejects(asked(["Walking"]), UserError, "No sequence of Walking can be made");
});

Deno.test("where a mask shows nobody the square is round the joints, and that is said", async () => {
  const [to, joints, boxes] = [folder(), folder(), folder()], one = "Directions 1.54138969";
  const from = copiedFiles("S9", {
    "Videos": one,
    "MyPoseFeatures/D3_Positions_mono": one,
    "MySegmentsMat/ground_truth_bb": one,
  });
  const asked = { ...OPTIONS, from, size: 16 };
  await prepareHuman36m({ ...asked, crop: "boxes", to: boxes });
  await emptyMask(join(from, "S9/MySegmentsMat/ground_truth_bb/Directions 1.54138969.mat"));
  const lines: string[] = [];
  await prepareHuman36m({ ...asked, crop: "boxes", to, log: (line) => lines.push(line) });
  await prepareHuman36m({ ...asked, crop: "joints", to: joints });
  const [own, round, mixed] = [joints, boxes, to].map((folder) => {
    const [{ crops }] = openHuman36m(folder, { part: human36mProtocol("1", 10).test }).sequences;
    return Array.from(
      { length: crops.length / 3 },
      (_, f) => [...crops.subarray(3 * f, 3 * f + 3)],
    );
  });
  const empty = mixed.filter((crop, f) => crop.join() === own[f].join()).length;
  const full = mixed.filter((crop, f) => crop.join() === round[f].join()).length;
  assert(empty > 0 && full > 0 && empty + full === mixed.length, `${empty}, ${full}`);
  assertEquals(readAbout(to).settings.cropScale, 1.1);
  const said = lines.find((line) => line.includes("masks show nobody"))!;
  assertStringIncludes(said, `: ${empty} of ${mixed.length} masks show nobody; squares round the`);
});

Deno.test("what is there already is not made again, and other settings are not mixed in", async () => {
  const to = folder();
  await prepareHuman36m({ ...OPTIONS, to, actions: ["Directions"] });
  const before = filesBelow(to);
  const second = await prepareHuman36m({ ...OPTIONS, to });
  assertEquals(second.sequences, 4 * 2); // Photo and SittingDown
  const after = new Map(filesBelow(to));
  for (const [path, bytes] of before) assertEquals(after.get(path), bytes);
  await assertRejects(
    () => prepareHuman36m({ ...OPTIONS, to, size: 16 }),
    UserError,
    "prepared differently",
  );
  const again = await prepareHuman36m({ ...OPTIONS, to, protocols: ["3", "2", "1", "2"] });
  assertEquals(again, { sequences: 0, frames: 0, failed: [] }); // these are no other settings
  const { settings } = readAbout(to);
  assertEquals(settings, {
    ...{ poses: "mono", crop: "joints", cropScale: 1.3, protocols: "1, 2, 3", fps: 10 },
  });
});

Deno.test("a damaged file is named with its sequence, and the others are made", async () => {
  const to = folder();
  const from = copiedFiles("S9", {
    "Videos": "Directions 1",
    "MyPoseFeatures/D3_Positions_mono": "Directions 1",
  });
  const video = join(from, "S9/Videos/Directions 1.58860488.mp4");
  Deno.writeFileSync(video, Deno.readFileSync(video).subarray(0, 2000));
  const { failed, sequences } = await prepareHuman36m({ ...OPTIONS, from, to });
  assertEquals([sequences, failed.map(({ id }) => id)], [3, ["S9/Directions/1/cam2"]]);
  assertStringIncludes(failed[0].error, video);
  const { test } = human36mProtocol("1", 10);
  assertEquals(openHuman36m(to, { part: test }).sequences.map(({ camera }) => camera), [0, 1, 3]);
});

Deno.test("damaged poses are named with their sequence, and the others are made", async () => {
  const poses = "MyPoseFeatures/D3_Positions_mono", to = folder();
  const from = copiedFiles("S9", { Videos: "Directions 1", [poses]: "Directions 1" });
  const path = join(from, "S9", poses, "Directions 1.55011271.cdf");
  Deno.writeFileSync(path, Deno.readFileSync(path).subarray(0, 600));
  const other = join(from, "S9", poses, "Directions 1.58860488.cdf");
  Deno.removeSync(other);
  Deno.mkdirSync(other); // which cannot be read, as a file on a broken disk
  const { failed, sequences } = await prepareHuman36m({ ...OPTIONS, from, to });
  const errors = new Map(failed.map(({ id, error }) => [id, error]));
  assertEquals([sequences, failed.length], [2, 2]);
  assertStringIncludes(errors.get("S9/Directions/1/cam1")!, path);
  assertStringIncludes(errors.get("S9/Directions/1/cam2")!, `Cannot read ${other}`);
});

Deno.test("a video that goes on long after its poses is told, one of some frames more is not", async () => {
  const poses = "MyPoseFeatures/D3_Positions_mono", one = "54138969";
  const from = copiedFiles("S1", { Videos: "Directions", [poses]: "Directions" });
  const short = join(from, "S1", poses, `Directions.${one}.cdf`); // its video has a frame more
  Deno.copyFileSync(short, join(from, "S1", poses, `Directions 1.${one}.cdf`));
  const lines: string[] = [], actions = ["Directions"];
  const log = (line: string) => lines.push(line);
  await prepareHuman36m({ ...OPTIONS, from, to: folder(), actions, log });
  const told = lines.filter((line) => line.includes("are they of this video?"));
  assertEquals(told.length, 1);
  const video = join(from, `S1/Videos/Directions 1.${one}.mp4`);
  assertStringIncludes(told[0], `${video} has 76 frames, and poses of the first 6`);
});

Deno.test("a folder without Human3.6M is refused with what to put there", async () => {
  const to = folder(), from = folder();
  const refused = (message: string) =>
    assertRejects(() => prepareHuman36m({ ...OPTIONS, from, to }), UserError, message);
  await refused("no metadata.xml");
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(from, "metadata.xml"));
  await refused("no archive and no folder of a subject");
});
