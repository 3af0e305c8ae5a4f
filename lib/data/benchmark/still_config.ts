import { UserError } from "../../errors.ts";

/** Which stills: still i of a configuration is always the same picture. */
export interface StillConfig {
  /** Another seed, other stills. */
  readonly seed: number;
  /** Side of the pictures, px. */
  readonly imageSize: number;
}

/** Fills in the defaults (seed 1, 64 px) and checks the values. */
export function checkStillConfig(config: Partial<StillConfig>): StillConfig {
  const { seed = 1, imageSize = 64, ...unknown } = config;
  const key = Object.keys(unknown)[0];
  if (key) throw new UserError(`Unknown option '${key}' of stills: expected seed or imageSize`);
  if (!Number.isInteger(seed)) throw new UserError(`seed is ${seed}: expected a whole number`);
  checkImageSize(imageSize);
  return { seed, imageSize };
}

/** Throws unless pictures can have this side. */
export function checkImageSize(imageSize: number) {
  if (!Number.isInteger(imageSize) || imageSize < 8 || imageSize > 1024) {
    throw new UserError(`imageSize is ${imageSize}: expected a whole number from 8 to 1024 px`);
  }
}
