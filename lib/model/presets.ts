import { UserError } from "../errors.ts";
import type { MachineConfig } from "./config.ts";

/** The paper's machine: Table 1, 368 px, 1024 units. */
export const PAPER: MachineConfig = {
  preset: "paper",
  imageSize: 368,
  joints: 17,
  pose2d: { channels: [64, 128, 256, 512, 128], extraConvolutions: 0, head: "fc" },
  transformer: {
    channels: 128,
    padding: "same",
    pool: true,
    units: 1024,
    fcRelu: true,
    direction: "forward",
    forgetBias: 1, // the paper is silent
  },
  projector: { units: 1024, centre: 0.5, batchNorm: true },
  initializer: "xavier",
  lstmInitializer: "xavier",
};

/**
 * The same layers scaled down so that the whole of Algorithm 1 trains on two CPU cores in under an hour
 * and a half; what the embedded benchmark uses.
 */
export const SMALL: MachineConfig = {
  preset: "small",
  imageSize: 64,
  joints: 17,
  // An eighth of Table 1 in the first two blocks, which take most of the time; three sixteenths and
  // then a quarter in the deeper ones, where another half of the width costs a quarter of the speed.
  pose2d: { channels: [8, 16, 48, 96, 32], extraConvolutions: 0, head: "fc" },
  transformer: { ...PAPER.transformer, channels: 64, pool: false, units: 128 }, // 2x2 maps: nothing to pool
  // Section 3.3 has batch normalisation in the projector, the released code none. Without it from the first;
  // what it would change here was not measured.
  projector: { units: 128, centre: 0.5, batchNorm: false },
  initializer: "he", // Xavier halves the variance at each of 15 ReLU layers
  lstmInitializer: "xavier",
};

/**
 * The released code, layer by layer: 16 joints, no 2D head, two more convolutions, no pooling. Two things
 * are as in the other presets: pictures are RGB in ±0.5 (its: BGR, (x - 128) / 256), and the output layer
 * of Ψ_T starts at the middle of the range (its: at 0).
 */
export const OFFICIAL: MachineConfig = {
  preset: "official",
  imageSize: 368,
  joints: 16,
  pose2d: { channels: [64, 128, 256, 512, 128], extraConvolutions: 2, head: "none" },
  transformer: {
    channels: 128,
    padding: "caffe",
    pool: false,
    units: 1024,
    fcRelu: false,
    direction: "forward-backward",
    forgetBias: 0,
  },
  projector: { units: 1024, centre: 0, batchNorm: false },
  initializer: "gaussian",
  lstmInitializer: "uniform",
};

/** The presets by name. */
export const PRESETS: Readonly<Record<string, MachineConfig>> = {
  paper: PAPER,
  small: SMALL,
  official: OFFICIAL,
};

/**
 * The preset of that name.
 *
 * @throws {UserError} naming the value and the known names
 *
 * @example
 * ```ts
 * import { preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(preset("paper").imageSize, 368);
 * ```
 */
export function preset(name: string): MachineConfig {
  const found = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (found) return found;
  throw new UserError(
    `Unknown preset '${name}': expected one of ${Object.keys(PRESETS).join(", ")}`,
  );
}
