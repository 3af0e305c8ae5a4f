import { UserError } from "../../errors.ts";
import { missingFiles } from "../prepared/missing_files.ts";
import type { PlannedSequence } from "../prepared/prepare.ts";
import type { OfficialPlan } from "../prepared/prepare_official.ts";
import { type Half, readFirstFrames } from "./first_frames.ts";
import {
  HUMANEVA_CAMERAS,
  HUMANEVA_SPLITS,
  HUMANEVA_SUBJECTS,
  type HumanevaAction,
} from "./names.ts";
import {
  calibrationPath,
  findVideo,
  type HalfPoses,
  halfSequences,
  readCalibration,
  readHalf,
} from "./sequences.ts";

/** Sequences that can be made, what is missing for others, and files that cannot be used. */
export interface HumanevaPlan extends OfficialPlan {
  readonly failed: readonly { readonly id: string; readonly error: string }[];
}

/** Lays out the sequences that a folder's files give. */
export async function planHumaneva(
  folder: string,
  actions: readonly HumanevaAction[],
  every: number,
): Promise<HumanevaPlan> {
  const firstFrames = readFirstFrames(folder);
  const sequences: PlannedSequence[] = [];
  const failed: { id: string; error: string }[] = [];
  const missing = missingFiles();
  const guarded = async (id: string, work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.push({ id, error: error.message });
    }
  };
  for (const subject of HUMANEVA_SUBJECTS) {
    const cameras = await calibrations(folder, subject, actions, missing.add, guarded);
    for (const action of actions) {
      const halves: HalfPoses[] = [];
      for (const split of HUMANEVA_SPLITS) {
        const half: Half = { subject, action, split };
        await guarded(`${subject}/${action}/1/${split}`, async () => {
          const read = await readHalf(folder, half, firstFrames);
          if (read) halves.push(read);
          else missing.add(subject, "pose");
        });
      }
      await guarded(`${subject}/${action}/1`, () => {
        checkApart(halves);
        HUMANEVA_CAMERAS.forEach((_, camera) => {
          const video = findVideo(folder, { subject, action, split: "Train" }, camera);
          if (!video) missing.add(subject, "video");
          const calibration = cameras[camera];
          if (!video || !calibration) return;
          for (const half of halves) {
            sequences.push(...halfSequences(half, camera, { calibration, video, every }));
          }
        });
      });
    }
  }
  return { sequences, missing: missing.list(), failed };
}

/** The calibrations of a subject that are there. */
async function calibrations(
  folder: string,
  subject: string,
  actions: readonly HumanevaAction[],
  lacks: (subject: string, what: string) => void,
  guarded: (id: string, work: () => void) => Promise<void>,
) {
  const found: ReturnType<typeof readCalibration>[] = [];
  for (const [camera, name] of HUMANEVA_CAMERAS.entries()) {
    await guarded(`${subject}/Calibration_Data/${name}`, () => {
      found[camera] = readCalibration(folder, subject, camera);
      if (found[camera]) return;
      const path = calibrationPath(folder, subject, camera);
      const seen = actions.some((action) =>
        findVideo(folder, { subject, action, split: "Train" }, camera)
      );
      if (!seen) return lacks(subject, "calibration");
      throw new UserError(
        `${path} is not there, and there are videos of this camera: copy the folder ` +
          `Calibration_Data of ${subject} there from the archive of the data set`,
      );
    });
  }
  return found;
}

/** Refuses halves that share frames: the subjects are the same, so the frames alone keep a test apart. */
function checkApart(halves: readonly HalfPoses[]) {
  const [first, second] = halves.toSorted((a, b) => a.start - b.start);
  if (!second || first.start + first.poses.frames <= second.start) return;
  throw new UserError(
    `${first.path} holds mocap frames ${first.start} to ${first.start + first.poses.frames - 1}, ` +
      `${second.path} begins with ${second.start}: training and test must not share frames, so one of ` +
      "the first frames in frames.json is wrong",
  );
}
