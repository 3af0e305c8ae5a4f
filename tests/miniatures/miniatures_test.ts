import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { loadClips } from "../../lib/data/benchmark/motion_file.ts";
import { packHuman36m } from "./archives.ts";
import { drawPicture, plainBackdrop } from "./figures.ts";
import human36m from "./human36m/truth.json" with { type: "json" };
import {
  HUMAN36M_CAMERAS,
  HUMAN36M_TRIALS,
  human36mCamera,
  human36mFigures,
} from "./human36m_truth.ts";
import humaneva from "./humaneva/truth.json" with { type: "json" };
import { HUMANEVA_TRIALS, humanevaCamera, humanevaFigures } from "./humaneva_truth.ts";
import kth from "./kth/truth.json" with { type: "json" };
import { affineView, KTH, kthCamera, kthFigures } from "./kth_truth.ts";
import mpii from "./mpii/truth.json" with { type: "json" };
import { drawMpiiPicture, MPII_PICTURES } from "./mpii_truth.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const clips = loadClips();

/** All files below a folder, by their path from it. */
function filesBelow(folder: string, path = ""): string[] {
  return [...Deno.readDirSync(join(folder, path))].flatMap((entry) => {
    const inner = path ? `${path}/${entry.name}` : entry.name;
    return entry.isDirectory ? filesBelow(folder, inner) : [inner];
  }).sort();
}

/** Numbers agree; the truth is rounded to 1/64. */
function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  assertEquals(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    assertAlmostEquals(actual[i], expected[i], 1e-6, `${what}, number ${i}: ${actual[i]}`);
  }
}

/** Mean difference of a committed picture from `[height, width, 3]` pixels, of 255. */
async function pictureDifference(path: string, pixels: Uint8Array): Promise<number> {
  const committed = await sharp(join(HERE, path)).removeAlpha().raw().toBuffer();
  assertEquals(committed.length, pixels.length, path);
  return pixels.reduce((sum, value, i) => sum + Math.abs(value - committed[i]), 0) / pixels.length;
}

Deno.test("the miniature of Human3.6M has the files of its trials, and no others", () => {
  const poses = "MyPoseFeatures";
  const expected = HUMAN36M_TRIALS.flatMap(({ subject, name }) => [
    `${subject}/${poses}/D3_Positions/${name}.cdf`,
    ...HUMAN36M_CAMERAS.flatMap(({ id }) => [
      `${subject}/${poses}/D2_Positions/${name}.${id}.cdf`,
      `${subject}/${poses}/D3_Positions_mono/${name}.${id}.cdf`,
      `${subject}/Videos/${name}.${id}.mp4`,
    ]),
  ]);
  const some = (folder: string, ending: string, trials: string[]) =>
    trials.flatMap((trial) =>
      HUMAN36M_CAMERAS.map(({ id }) => trial.replace("/", `/${folder}/`) + `.${id}.${ending}`)
    );
  expected.push(
    ...some(`${poses}/D3_Positions_mono_universal`, "cdf", ["S1/Directions", "S9/SittingDown"]),
    ...some("MySegmentsMat/ground_truth_bb", "mat", ["S1/Directions", "S9/Directions 1"]),
    `S1/${poses}/D3_Positions/_ALL.cdf`,
    `S1/${poses}/D2_Positions/_ALL.54138969.cdf`,
    `S1/${poses}/D3_Positions_mono/_ALL.54138969.cdf`,
    "S1/Videos/_ALL.54138969.mp4",
    ...["metadata.xml", "data_2d_h36m_gt.npz", "data_3d_h36m.npz", "truth.json"],
  );
  assertEquals(filesBelow(join(HERE, "human36m")), expected.sort());
});

Deno.test("the other miniatures are complete, and all are small", () => {
  assertEquals(
    filesBelow(join(HERE, "humaneva")),
    [
      ...["S1", "S2"].flatMap((s) =>
        ["C1", "C2", "C3"].map((c) => `${s}/Calibration_Data/${c}.cal`)
      ),
      "S1/Image_Data/Walking_1_(C1).avi",
      ...humaneva.trials.map(({ split, subject, action }) =>
        `converted_15j/${split}/${subject}/${action}_1.mat`
      ),
      ...["data_2d_humaneva15_gt.npz", "data_3d_humaneva15.npz", "frames.json", "truth.json"],
    ].sort(),
  );
  assertEquals(
    filesBelow(join(HERE, "mpii")),
    [
      ...MPII_PICTURES.map(({ name }) => `images/${name}`),
      ...["annot/train.json", "annot/valid.json", "mpii_human_pose_v1_u12_1.mat", "truth.json"],
    ].sort(),
  );
  const text = ["cameras", "positions2d", "positions3d"].map((name) => `Sequence 1/${name}.txt`);
  const pictures = [1, 2, 3].flatMap((c) =>
    [1, 2, 3].map((t) => `Sequence 1/Camera ${c}/0000${t}.png`)
  );
  assertEquals(filesBelow(join(HERE, "kth")), [...text, ...pictures, "truth.json"].sort());

  const sizes = filesBelow(HERE).map((path) => Deno.statSync(join(HERE, path)).size);
  assert(Math.min(...sizes) > 0, "no file is empty");
  const total = sizes.reduce((sum, size) => sum + size);
  assert(total < 700_000, `all files of the folder take ${total} bytes`);
});

Deno.test("the benchmark still moves its actors and places its cameras as Human3.6M's miniature shows", () => {
  for (const { subject, id, ...camera } of human36m.cameras) {
    const { rotation, ...made } = human36mCamera(subject, id);
    assertNear(rotation, camera.rotation, `rotation of ${subject} ${id}`);
    for (const key of ["position", "focal", "centre", "radial", "tangential"] as const) {
      assertNear(made[key], camera[key], `${key} of ${subject} ${id}`);
    }
    assertEquals([made.width, made.height], [camera.width, camera.height]);
  }
  assertEquals(human36m.trials.map(({ poses: _, ...trial }) => trial), [...HUMAN36M_TRIALS]);
  HUMAN36M_TRIALS.forEach((trial, i) => {
    const figures = human36mFigures(clips, trial);
    for (const [frame, pose] of Object.entries(human36m.trials[i].poses)) {
      assertNear(figures[Number(frame)].joints, pose, `${trial.subject} ${trial.name} ${frame}`);
    }
  });
});

Deno.test("the benchmark still moves its actors as HumanEva's miniature shows", () => {
  for (const { subject, id, ...camera } of humaneva.cameras) {
    const made = humanevaCamera(subject, id as "C1" | "C2" | "C3");
    assertNear(made.rotation, camera.rotation, `rotation of ${subject} ${id}`);
    assertNear(made.focal, camera.focal, `focal lengths of ${subject} ${id}`);
  }
  for (const { subject, action, split, firstFrame, rows, lost, poses } of humaneva.trials) {
    const trial = HUMANEVA_TRIALS.find((t) => t.subject === subject && t.action === action)!;
    const part = split as "Train" | "Validate";
    assertEquals([rows, lost], [trial.rows[part], [...trial.lost[part]]]);
    const figures = humanevaFigures(clips, trial);
    for (const [row, pose] of Object.entries(poses)) {
      assertNear(figures[firstFrame + Number(row)].joints, pose, `${subject} ${action} ${row}`);
    }
  }
});

Deno.test("the benchmark still draws MPII's miniature", async () => {
  for (const [i, wanted] of MPII_PICTURES.entries()) {
    const { pixels, persons } = drawMpiiPicture(clips, wanted);
    const truth = mpii.pictures[i];
    assertEquals(persons.length, truth.persons.length);
    persons.forEach((joints, p) =>
      truth.persons[p].joints.forEach((point, id) => {
        const at = mpii.joints[id] * 2;
        if (point) assertNear(joints.subarray(at, at + 2), point, `${wanted.name}, joint ${id}`);
      })
    );
    const difference = await pictureDifference(`mpii/images/${wanted.name}`, pixels);
    assert(difference < 5.5, `${wanted.name} is off by ${difference}`); // JPEG
  }
});

Deno.test("the benchmark still draws KTH's miniature", async () => {
  for (const [frame, figure] of kthFigures(clips).entries()) {
    assertNear(figure.joints, kth.poses[frame], `frame ${frame}`);
    for (let index = 0; index < KTH.cameras; index++) {
      const camera = kthCamera(index, frame);
      assertNear(camera.matrix, kth.cameras[frame][index], `camera ${index}, frame ${frame}`);
      const pixels = drawPicture(
        affineView(camera),
        figure,
        KTH.actor,
        plainBackdrop("kth", index),
      );
      const path = `kth/Sequence 1/Camera ${index + 1}/0000${frame + 1}.png`;
      const difference = await pictureDifference(path, pixels);
      assert(difference < 0.7, `${path} is off by ${difference}`); // 16 colours
    }
  }
});

Deno.test("Human3.6M's miniature can be packed as its archives", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const names = await packHuman36m(folder);
    assertEquals(names.length, 12);
    const args = ["-tzf", join(folder, "Poses_D3_Positions_S9.tgz")];
    const { stdout } = await new Deno.Command("tar", { args }).output();
    const files = new TextDecoder().decode(stdout).trim().split("\n").filter((name) =>
      name.endsWith(".cdf")
    );
    assertEquals(files.sort(), [
      "S9/MyPoseFeatures/D3_Positions/Directions 1.cdf",
      "S9/MyPoseFeatures/D3_Positions/SittingDown.cdf",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
