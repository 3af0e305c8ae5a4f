import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { HUMANEVA_15 } from "../../skeleton.ts";
import { JOINTS_SCALE } from "../prepared/pose_rows.ts";
import type { Prepared } from "../prepared/prepare.ts";
import {
  prepareOfficial,
  type PrepareOfficialOptions,
  reportPlan,
} from "../prepared/prepare_official.ts";
import { CONVERTED, HUMANEVA_FPS, type HumanevaAction, TABLE_3_ACTIONS } from "./names.ts";
import { planHumaneva } from "./plan.ts";
import { humanevaProtocol } from "./protocols.ts";

/**
 * What to take from HumanEva-I's files, and where to put it. `from` is the folder of `converted_15j`, which
 * VideoPose3D's ConvertHumanEva.m makes, and of the official folders `S1/Calibration_Data`,
 * `S1/Image_Data`, … A file that is not one of the official halves needs a `frames.json` there that says
 * with which mocap frame it begins: `{ "Train/S1/Walking_1": 26 }`.
 */
export interface PrepareHumanevaOptions extends PrepareOfficialOptions {
  /** Actions (default: those of the paper's Table 3: Walking, Jog and Box). */
  readonly actions?: readonly HumanevaAction[];
  /** Frames a second (default 60: section 4.1 does not downsample HumanEva-I). */
  readonly fps?: number;
}

/**
 * Prepares HumanEva-I: square crops round the joints with 2D and 3D joints, of both halves of each
 * recording of which poses, calibration and video are there. Frames without a pose are left out, and a
 * sequence ends there. Stopped at any moment, it goes on when it is called again.
 *
 * @throws {UserError} when the folder holds no HumanEva-I, or the result's folder another data set
 *
 * @example
 * ```ts
 * import { prepareHumaneva } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync(); // the miniature has the official files' names and formats
 * const from = "tests/miniatures/humaneva";
 * const { sequences, frames, failed } = await prepareHumaneva({ from, to, size: 32 });
 * assertEquals([sequences, frames, failed], [3, 30, []]); // of one video, and a gap in its poses
 * ```
 */
export async function prepareHumaneva(options: PrepareHumanevaOptions): Promise<Prepared> {
  const { from, actions = TABLE_3_ACTIONS, fps = HUMANEVA_FPS, log = () => {} } = options;
  const { every } = humanevaProtocol(fps).train;
  if (!existsSync(join(from, CONVERTED))) {
    throw new UserError(
      `${from} has no folder ${CONVERTED}: make it with VideoPose3D's ConvertHumanEva.m, and put it ` +
        "beside HumanEva's folders S1, S2 and S3",
    );
  }
  const plan = await planHumaneva(from, actions, every);
  const { sequences, failed } = plan;
  const subjects = [...new Set(sequences.map(({ actor }) => actor))].join(", ");
  log(`found in ${from}: ${subjects || "nobody of whom there are poses, calibration and video"}`);
  reportPlan(plan, every, options);
  const about = {
    name: "HumanEva-I",
    skeleton: HUMANEVA_15.name,
    videoFps: HUMANEVA_FPS,
    settings: { crop: "joints", cropScale: JOINTS_SCALE, fps },
  };
  const made = await prepareOfficial(sequences, about, options);
  return { ...made, failed: [...failed, ...made.failed] };
}
