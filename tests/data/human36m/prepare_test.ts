import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadClips } from "../../../lib/data/benchmark/motion_file.ts";
import type { StoredSequence } from "../../../lib/data/dataset.ts";
import { CAMERAS } from "../../../lib/data/human36m/names.ts";
import { openHuman36m } from "../../../lib/data/human36m/open_human36m.ts";
import {
  prepareHuman36m,
  type PrepareHuman36mOptions,
} from "../../../lib/data/human36m/prepare_human36m.ts";
import { human36mProtocol } from "../../../lib/data/human36m/protocols.ts";
import { openPrepared } from "../../../lib/data/prepared/open_prepared.ts";
import { UserError } from "../../../lib/errors.ts";
import { fromCrop, project, worldToCamera } from "../../../lib/camera.ts";
import { filesBelow } from "../prepared/files_below.ts";
import { packHuman36m } from "../../miniatures/archives.ts";
import { HUMAN36M_TRIALS, human36mFigures } from "../../miniatures/human36m_truth.ts";
import { HUMAN36M_CAMERAS, human36mCamera } from "../../miniatures/human36m_truth.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/human36m", import.meta.url));
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
  assertStringIncludes(lines[0], "S1 (archives), S9 (archives)");
  assert(lines.some((line) => line.includes("missing: everything of S5, S6, S7, S8, S11")));
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
});

Deno.test("a damaged file is named with its sequence, and the others are made", async () => {
  const [from, to] = [folder(), folder()];
  const copy = (path: string) => {
    Deno.mkdirSync(join(from, path, ".."), { recursive: true });
    Deno.copyFileSync(join(MINIATURE, path), join(from, path));
  };
  copy("metadata.xml");
  for (const { id } of CAMERAS) {
    copy(`S9/Videos/Directions 1.${id}.mp4`);
    copy(`S9/MyPoseFeatures/D3_Positions_mono/Directions 1.${id}.cdf`);
  }
  const video = join(from, "S9/Videos/Directions 1.58860488.mp4");
  Deno.writeFileSync(video, Deno.readFileSync(video).subarray(0, 2000));
  const { failed, sequences } = await prepareHuman36m({ ...OPTIONS, from, to });
  assertEquals([sequences, failed.map(({ id }) => id)], [3, ["S9/Directions/1/cam2"]]);
  assertStringIncludes(failed[0].error, video);
  const { test } = human36mProtocol("1", 10);
  assertEquals(openHuman36m(to, { part: test }).sequences.map(({ camera }) => camera), [0, 1, 3]);
});

Deno.test("a folder without Human3.6M is refused with what to put there", async () => {
  const to = folder(), from = folder();
  const refused = (message: string) =>
    assertRejects(() => prepareHuman36m({ ...OPTIONS, from, to }), UserError, message);
  await refused("no metadata.xml");
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(from, "metadata.xml"));
  await refused("no archive and no folder of a subject");
});
