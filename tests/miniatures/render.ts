// Draws what the miniatures show, and says what is true of it:
//   deno run --allow-read --allow-write --allow-env --allow-ffi --allow-sys tests/miniatures/render.ts FOLDER
// make.py then writes the official files from FOLDER.
import { join } from "node:path";
import sharp from "sharp";
import { loadClips } from "../../lib/data/benchmark/motion_file.ts";
import { cameraView, drawPicture, type Figure, plainBackdrop, SEED } from "./figures.ts";
import {
  HUMAN36M_CAMERAS,
  HUMAN36M_FPS,
  HUMAN36M_TRIALS,
  human36mCamera,
  human36mFigures,
} from "./human36m_truth.ts";
import {
  FIRST_FRAME,
  HUMANEVA_CAMERAS,
  HUMANEVA_FPS,
  HUMANEVA_TRIALS,
  HUMANEVA_VIDEO,
  humanevaCamera,
  humanevaFigures,
} from "./humaneva_truth.ts";
import { affineView, KTH, KTH_JOINTS, kthCamera, kthFigures } from "./kth_truth.ts";
import { drawMpiiPicture, MPII_PICTURES } from "./mpii_truth.ts";

const clips = loadClips();
const folder = Deno.args[0];
if (!folder) throw new Error("Say into which folder to draw");

/** Saves `[height, width, 3]` as a PNG. */
async function save(pixels: Uint8Array, width: number, height: number, ...path: string[]) {
  const file = join(folder, ...path);
  Deno.mkdirSync(join(file, ".."), { recursive: true });
  await sharp(pixels, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 3 })
    .toFile(file);
}

const write = (set: string, truth: unknown) => {
  Deno.mkdirSync(join(folder, set), { recursive: true });
  Deno.writeTextFileSync(join(folder, set, "all.json"), JSON.stringify(truth));
};
const pictureName = (frame: number) => `${String(frame).padStart(5, "0")}.png`;
const numbers = ({ joints, toes }: Figure) => ({ joints: [...joints], toes: [...toes] });

async function human36m() {
  const subjects = Array.from({ length: 11 }, (_, i) => `S${i + 1}`);
  const cameras = subjects.map((subject) => ({
    subject,
    cameras: HUMAN36M_CAMERAS.map(({ id }) => ({ id, ...human36mCamera(subject, id) })),
  }));
  const trials = [];
  for (const trial of HUMAN36M_TRIALS) {
    const figures = human36mFigures(clips, trial);
    trials.push({ ...trial, figures: figures.map(numbers) });
    for (const { id } of HUMAN36M_CAMERAS) {
      const view = cameraView(human36mCamera(trial.subject, id));
      const backdrop = plainBackdrop("human36m", id);
      for (let frame = 0; frame < trial.videoFrames; frame++) {
        const figure = figures[Math.min(frame, trial.frames - 1)];
        await save(
          drawPicture(view, figure, trial.subject, backdrop),
          ...[view.width, view.height] as const,
          ...["human36m", trial.subject, `${trial.name}.${id}`, pictureName(frame)],
        );
      }
    }
  }
  write("human36m", { seed: SEED, fps: HUMAN36M_FPS, cameras, trials });
}

async function humaneva() {
  const { subject, action, camera, lead } = HUMANEVA_VIDEO;
  const trials = HUMANEVA_TRIALS.map((trial) => ({
    ...trial,
    figures: humanevaFigures(clips, trial),
  }));
  const shown = trials.find((trial) => trial.subject === subject && trial.action === action)!;
  const view = cameraView(humanevaCamera(subject, camera));
  const backdrop = plainBackdrop("humaneva", camera);
  for (let frame = 0; frame < lead + shown.figures.length; frame++) {
    const picture = drawPicture(
      view,
      shown.figures[Math.max(0, frame - lead)],
      shown.actor,
      backdrop,
    );
    await save(picture, view.width, view.height, "humaneva", "video", pictureName(frame));
  }
  write("humaneva", {
    ...{ seed: SEED, fps: HUMANEVA_FPS, firstFrame: FIRST_FRAME, video: HUMANEVA_VIDEO },
    cameras: ["S1", "S2"].map((subject) => ({
      subject,
      cameras: HUMANEVA_CAMERAS.map((id) => ({ id, ...humanevaCamera(subject, id) })),
    })),
    trials: trials.map((trial) => ({ ...trial, figures: trial.figures.map(numbers) })),
  });
}

async function mpii() {
  const pictures = [];
  for (const wanted of MPII_PICTURES) {
    const { width, height, pixels, persons } = drawMpiiPicture(clips, wanted);
    await save(pixels, width, height, "mpii", wanted.name.replace(".jpg", ".png"));
    pictures.push({ ...wanted, width, height, joints: persons.map((joints) => [...joints]) });
  }
  write("mpii", { seed: SEED, pictures });
}

async function kth() {
  const figures = kthFigures(clips);
  const cameras = figures.map((_, frame) =>
    Array.from({ length: KTH.cameras }, (_, index) => kthCamera(index, frame))
  );
  for (const [frame, figure] of figures.entries()) {
    for (const [index, camera] of cameras[frame].entries()) {
      const picture = drawPicture(
        affineView(camera),
        figure,
        KTH.actor,
        plainBackdrop("kth", index),
      );
      await save(picture, KTH.width, KTH.height, "kth", `Camera ${index + 1}`, pictureName(frame));
    }
  }
  write("kth", {
    ...{ seed: SEED, ...KTH, joints: KTH_JOINTS },
    cameras: cameras.map((all) => all.map(({ matrix }) => matrix)),
    poses: figures.map(({ joints }) => [...joints]),
  });
}

for (const draw of [human36m, humaneva, mpii, kth]) await draw();
