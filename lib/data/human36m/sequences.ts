import type { Camera, Crop } from "../../camera.ts";
import { missingFiles } from "../prepared/missing_files.ts";
import type { PlannedSequence } from "../prepared/prepare.ts";
import type { OfficialPlan } from "../prepared/prepare_official.ts";
import type { CommunityFiles } from "./community.ts";
import type { Human36mFolder } from "./folder.ts";
import { readLabels } from "./labels.ts";
import type { Human36mMetadata, Take } from "./metadata.ts";
import { CAMERAS, DAMAGED_VIDEOS, TYPICAL_FRAMES } from "./names.ts";
import { findPoints, findPoses } from "./pose_sources.ts";
import { framesOfParts, type Human36mPart, type TakeView } from "./protocols.ts";

/**
 * Milliseconds of a core to read a mask of 1000 x 1000 px and look for its box, as measured: 2.8 to unpack
 * and turn it, 1.6 to look.
 */
const MASK_MS = 5;

/** What is taken from the official files, and how. */
export interface Human36mSettings {
  /** Which frames: those that any of these uses. */
  readonly parts: readonly Human36mPart[];
  /** Actions (default: all 15). */
  readonly actions?: readonly string[];
  /**
   * `mono`: each subject's own bones, as measured. `universal`: those of one skeleton for all, as the
   * released code seems to have used (`D3_Positions_mono_universal`).
   */
  readonly poses: "mono" | "universal";
  /** Squares round the data set's own boxes (section 4.1), or round the joints. */
  readonly crop: "boxes" | "joints";
  /** Reads masks as `maskCrops` does (default: that, in this thread). */
  readonly masks?: (
    path: string,
    frames: readonly number[],
    picture: Pick<Camera, "width" | "height">,
  ) => Promise<(Crop | undefined)[]>;
  /** Told of frames whose masks show nobody. */
  readonly log?: (line: string) => void;
}

/** A take as one camera saw it, if any part uses it. */
interface Shot {
  readonly take: Take;
  readonly camera: number;
  readonly view: TakeView;
  /** Of its sequence. */
  readonly id: string;
  /** Whether the official release's video cannot be read. */
  readonly damaged: boolean;
}

/** What there is to be made of some takes, whether or not the files are there. */
function shots(
  { takes }: Human36mMetadata,
  { parts, actions }: Pick<Human36mSettings, "parts" | "actions">,
): Shot[] {
  return takes.filter(({ action }) => actions?.includes(action) ?? true).flatMap((take) =>
    CAMERAS.map(({ id }, camera): Shot => ({
      take,
      camera,
      view: { subject: take.subject, camera, trial: take.trial },
      id: `${take.subject}/${take.action}/${take.trial}/cam${camera}`,
      damaged: DAMAGED_VIDEOS.some((video) =>
        video.subject === take.subject && video.base === take.base && video.camera === id
      ),
    })).filter(({ view }) => framesOfParts(parts, view, 1).length > 0)
  );
}

/** Names of all sequences that the whole of the official files gives. */
export function sequencesOf(
  metadata: Human36mMetadata,
  settings: Pick<Human36mSettings, "parts" | "actions">,
): string[] {
  return shots(metadata, settings).filter(({ damaged }) => !damaged).map(({ id }) => id);
}

/**
 * Lays out the sequences that a folder's files give. Reads none of them: a damaged one is found when its
 * sequence's turn comes, and keeps no other from being made.
 *
 * @param community stands in for the official poses where those are missing
 */
export function planHuman36m(
  folder: Human36mFolder,
  community: CommunityFiles,
  metadata: Human36mMetadata,
  settings: Human36mSettings,
): OfficialPlan {
  const sequences: PlannedSequence[] = [];
  const missing = missingFiles();
  const leftOut: string[] = [];
  for (const { take, camera, view, id, damaged } of shots(metadata, settings)) {
    const { subject, action, trial, base } = take;
    const name = CAMERAS[camera].id;
    const own = { folder, community, take, camera };
    const files = {
      video: folder.video(subject, base, name),
      poses: findPoses(own, settings.poses),
      "2D poses": findPoints(own),
      boxes: settings.crop === "joints" ? "" : folder.boxes(subject, base, name),
    };
    if (damaged && files.video) {
      leftOut.push(`${files.video}: it is damaged in the official release`);
      continue;
    }
    const lacking = Object.entries(files).filter(([, path]) => path === undefined);
    // Where there are no poses at all, 2D poses are not what is missing.
    for (const [what] of lacking) {
      if (what !== "2D poses" || files.poses) missing.add(subject, what);
    }
    if (lacking.length > 0) continue;
    const calibration = metadata.camera(subject, camera);
    const { parts, masks, log } = settings;
    sequences.push({
      ...{ id, actor: subject, action, trial, camera, calibration },
      video: files.video!,
      frames: framesOfParts(parts, view, TYPICAL_FRAMES).length,
      labels: () =>
        readLabels({
          ...{ calibration, view, parts, masks, log },
          poses: files.poses!,
          points: files["2D poses"]!,
          same: settings.poses === "mono",
          boxes: files.boxes || undefined,
        }),
    });
  }
  const squareMs = settings.crop === "boxes" ? MASK_MS : 0;
  const videoFrames = TYPICAL_FRAMES;
  return { sequences, videoFrames, squareMs, missing: missing.list(), leftOut };
}
