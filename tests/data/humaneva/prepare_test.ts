import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromCrop, project, worldToCamera } from "../../../lib/camera.ts";
import { loadClips } from "../../../lib/data/benchmark/motion_file.ts";
import type { StoredSequence } from "../../../lib/data/dataset.ts";
import { openHumaneva } from "../../../lib/data/humaneva/open_humaneva.ts";
import {
  prepareHumaneva,
  type PrepareHumanevaOptions,
} from "../../../lib/data/humaneva/prepare_humaneva.ts";
import { humanevaProtocol } from "../../../lib/data/humaneva/protocols.ts";
import { openPrepared } from "../../../lib/data/prepared/open_prepared.ts";
import { readLabels } from "../../../lib/data/prepared/sequence_file.ts";
import { UserError } from "../../../lib/errors.ts";
import { chosenJoints } from "../../../lib/joint_conversion.ts";
import truth from "../../miniatures/humaneva/truth.json" with { type: "json" };
import {
  FIRST_FRAME,
  HUMANEVA_TRIALS,
  HUMANEVA_VIDEO,
  humanevaCamera,
  humanevaFigures,
} from "../../miniatures/humaneva_truth.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/humaneva", import.meta.url));
const clips = loadClips();
const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });
const OPTIONS: Omit<PrepareHumanevaOptions, "to"> = { from: MINIATURE, size: 32 };

/** A copy of the miniature, to be damaged. */
function copyOf(from: string): string {
  const to = folder();
  const copy = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(from, path))) {
      const inner = join(path, name);
      if (!isDirectory) Deno.copyFileSync(join(from, inner), join(to, inner));
      else {
        Deno.mkdirSync(join(to, inner));
        copy(inner);
      }
    }
  };
  copy("");
  return to;
}

Deno.test("poses come back as they were made: to 0.01 mm, and through the cameras to 0.05 px", async () => {
  const to = folder();
  const { sequences, frames, failed } = await prepareHumaneva({ ...OPTIONS, to });
  // Validate in two pieces, for two frames have no pose, and Train in one; there is one video.
  assertEquals([sequences, frames, failed], [3, 12 + 7 + 11, []]);
  const walking = HUMANEVA_TRIALS[0];
  const figures = humanevaFigures(clips, walking);
  const calibration = humanevaCamera("S1", "C1");
  for (const sequence of openPrepared(to, { fps: 60 }).sequences) {
    const { frameNumbers } = readLabels(join(to, `${sequence.id}.safetensors`));
    frameNumbers.forEach((number, f) => {
      const { joints: all } = figures[number - HUMANEVA_VIDEO.lead];
      const joints = chosenJoints(
        Float32Array.from(all),
        { frames: 1, joints: 17 },
        truth.joints,
      );
      const own = worldToCamera(calibration, joints);
      const px = project(calibration, own);
      const [left, top, side] = sequence.crops.subarray(3 * f, 3 * f + 3);
      const seen = fromCrop({ left, top, side }, sequence.pose2d.subarray(30 * f, 30 * f + 30));
      for (let i = 0; i < 45; i++) {
        const mm = sequence.pose3d[45 * f + i] + sequence.root[3 * f + i % 3];
        assert(Math.abs(mm - own[i]) < 0.01, `${sequence.id}, frame ${f}: ${mm}, not ${own[i]} mm`);
      }
      for (let i = 0; i < 30; i++) {
        // The miniature's own 2D poses are rounded to 1/16 px.
        assert(Math.abs(seen[i] - px[i]) < 0.05, `${sequence.id}: ${seen[i]}, ${px[i]} px`);
      }
    });
  }
});

Deno.test("the frame of a pose is the one in which the figure stands as the pose does", async () => {
  const to = folder();
  await prepareHumaneva({ ...OPTIONS, to, size: 64 });
  for (const sequence of openPrepared(to, { fps: 60 }).sequences as StoredSequence[]) {
    const bytes = new Uint8Array(64 * 64 * 3);
    for (const frame of [0, sequence.frames - 1]) {
      await sequence.readPictures([frame], bytes);
      const colour = (x: number, y: number) => [...bytes.subarray(3 * (64 * y + x)).subarray(0, 3)];
      const ground = colour(1, 1);
      const differs = (x: number, y: number) =>
        Math.max(...colour(x, y).map((value, c) => Math.abs(value - ground[c]))) > 25;
      const at = (joint: number) =>
        sequence.pose2d.subarray(30 * frame + 2 * joint, 30 * frame + 2 * joint + 2);
      for (const [a, b] of [[0, 1], [8, 9], [11, 12], [9, 10], [12, 13]]) {
        const [x, y] = [0, 1].map((c) => Math.floor(64 * (at(a)[c] + at(b)[c]) / 2));
        assert(differs(x, y), `${sequence.id}, frame ${frame}: nobody at ${x}, ${y} px`);
      }
    }
  }
});

Deno.test("no frame is on both sides, and frames without a pose are on none", async () => {
  const to = folder();
  await prepareHumaneva({ ...OPTIONS, to });
  const { train, test } = humanevaProtocol();
  const numbers = (part: typeof test) =>
    openHumaneva(to, { part }).sequences.flatMap(({ id }) => [
      ...readLabels(join(to, `${id}.safetensors`)).frameNumbers,
    ]);
  const [trained, tested] = [numbers(train), numbers(test)];
  assertEquals(trained.filter((number) => tested.includes(number)), []);
  const first = HUMANEVA_VIDEO.lead + FIRST_FRAME;
  const lost = HUMANEVA_TRIALS[0].lost.Validate.map((row) => row + first);
  const all = Array.from({ length: 21 + 11 }, (_, row) => row + first);
  assertEquals([...tested, ...trained], all.filter((number) => !lost.includes(number)));
});

Deno.test("at a lower rate the frames are some of those at 60, by their number in the video", async () => {
  const to = folder();
  await prepareHumaneva({ ...OPTIONS, to, fps: 10 });
  const { test } = humanevaProtocol(10);
  const data = openHumaneva(to, { part: test });
  assertEquals([data.fps, data.skeleton.name], [10, "HumanEva-15"]);
  for (const { id } of data.sequences) {
    const { frameNumbers } = readLabels(join(to, `${id}.safetensors`));
    assert(frameNumbers.every((number) => number % 6 === 0), `${id}: ${frameNumbers}`);
  }
});

Deno.test("what was found and what is missing is told", async () => {
  const lines: string[] = [];
  await prepareHumaneva({ ...OPTIONS, to: folder(), log: (line) => lines.push(line) });
  const text = lines.join("\n");
  assertStringIncludes(text, `found in ${MINIATURE}: S1`);
  assertStringIncludes(text, "missing: 3 calibration files of S3");
  assertStringIncludes(text, "missing: 9 video files of S2");
  assertStringIncludes(text, "missing: 2 pose files of S1"); // both halves of Box
  assertStringIncludes(text, "3 sequences can be made, 0 are there; 30 frames to cut");
});

Deno.test("a missing calibration is named with what to do, if there is a video of its camera", async () => {
  const from = copyOf(MINIATURE), lines: string[] = [];
  for (const name of ["C1", "C2"]) Deno.removeSync(join(from, `S1/Calibration_Data/${name}.cal`));
  const { sequences, failed } = await prepareHumaneva({
    ...{ from, to: folder(), size: 32 },
    log: (line) => lines.push(line),
  });
  assertEquals([sequences, failed.map(({ id }) => id)], [0, ["S1/Calibration_Data/C1"]]);
  assertStringIncludes(failed[0].error, join(from, "S1/Calibration_Data/C1.cal") + " is not there");
  assertStringIncludes(failed[0].error, "copy the folder Calibration_Data of S1");
  assert(lines.includes("missing: 1 calibration file of S1"));
});

Deno.test("a damaged file is named with what to do, and the others are used", async () => {
  const path = "converted_15j/Train/S1/Walking_1.mat";
  const failure = async (damage: (from: string) => void, size = 32) => {
    const from = copyOf(MINIATURE);
    damage(from);
    const { sequences, failed } = await prepareHumaneva({ from, to: folder(), size });
    return {
      sequences,
      failed: failed.map(({ id, error }) => `${id}: ${error}`.replace(from, "")),
    };
  };
  const mat = await failure((from) => {
    const bytes = Deno.readFileSync(join(from, path));
    Deno.writeFileSync(join(from, path), bytes.subarray(0, 1000));
  });
  assertEquals([mat.sequences, mat.failed.length], [2, 1]);
  assertStringIncludes(mat.failed[0], `S1/Walking/1/Train: /${path}`);

  const other = await failure((from) =>
    Deno.copyFileSync(
      join(from, "S1/Calibration_Data/C2.cal"),
      join(from, "S1/Calibration_Data/C1.cal"),
    )
  );
  assertEquals(other.failed.length, 3);
  assertStringIncludes(other.failed[0], "seen through C1.cal the joints are");
  assertStringIncludes(other.failed[0], "is it the calibration of another subject or camera?");

  const text = await failure((from) =>
    Deno.writeTextFileSync(join(from, "S1/Calibration_Data/C1.cal"), "1 2 3")
  );
  assertEquals(text.sequences, 0);
  assertStringIncludes(text.failed[0], "C1.cal is not a calibration of HumanEva: it has 3 words");

  const video = await failure((from) => {
    const avi = join(from, "S1/Image_Data/Walking_1_(C1).avi");
    Deno.writeFileSync(avi, Deno.readFileSync(avi).subarray(0, 3000));
  });
  assertEquals([video.sequences, video.failed.length], [0, 3]);
  assertStringIncludes(video.failed[0], "Walking_1_(C1).avi");
});

Deno.test("files that are not the official halves must say which frames they are", async () => {
  const from = copyOf(MINIATURE);
  Deno.removeSync(join(from, "frames.json"));
  const { failed } = await prepareHumaneva({ from, to: folder(), size: 32 });
  assertEquals(failed.length, 2 * HUMANEVA_TRIALS.length);
  assertStringIncludes(
    failed[0].error,
    "Train/S1/Walking_1.mat has 11 frames, the official half 613",
  );
  assertStringIncludes(failed[0].error, "frames.json");

  const frames = { "Validate/S1/Walking_1": 5, "Train/S1/Walking_1": 20 };
  Deno.writeTextFileSync(join(from, "frames.json"), JSON.stringify(frames));
  const shared = await prepareHumaneva({ from, to: folder(), size: 32 });
  const overlap = shared.failed.find(({ id }) => id === "S1/Walking/1")!;
  assertStringIncludes(overlap.error, "training and test must not share frames");

  Deno.writeTextFileSync(join(from, "frames.json"), "{");
  await assertRejects(
    () => prepareHumaneva({ from, to: folder(), size: 32 }),
    UserError,
    "frames.json does not say which mocap frames files begin with",
  );
});

Deno.test("a folder that is not HumanEva-I is refused with what to put there", async () => {
  const refused = (from: string, to: string, message: string) =>
    assertRejects(() => prepareHumaneva({ ...OPTIONS, from, to }), UserError, message);
  const human36m = join(MINIATURE, "../human36m");
  await refused(human36m, folder(), "no folder converted_15j: make it with VideoPose3D's");
  const to = folder();
  await prepareHumaneva({ ...OPTIONS, to });
  await assertRejects(
    () => prepareHumaneva({ ...OPTIONS, to, size: 16 }),
    UserError,
    "prepared differently",
  );
});
