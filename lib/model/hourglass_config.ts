import { UserError } from "../errors.ts";
import type { Initializer } from "../nn/initialize.ts";

/** What decides the shape of a stacked hourglass; a value of this type is saved with its weights. */
export interface HourglassConfig {
  /** Name of the preset it came from. */
  readonly preset: string;
  /** Side of the square picture, px. */
  readonly imageSize: number;
  /** Number of joints, K. */
  readonly joints: number;
  /** Pixels of the picture a cell of the heat maps: 4, as in the original, or 2. */
  readonly stemStride: 2 | 4;
  /** Channels (the original: 256); a multiple of 4. */
  readonly features: number;
  /** How often an hourglass halves its maps (the original: 4). */
  readonly depth: number;
  /** Hourglasses one after the other; the paper's Table 5: 2. */
  readonly stacks: number;
  /** Start of the weights. */
  readonly initializer: Initializer;
  /** Residual modules at each place of the hourglass and after it (absent: 1). */
  readonly modules?: number;
  /** Whether batch normalisation comes before each ReLU, as in the original (absent: no). */
  readonly batchNorm?: true;
  /** Whether the last stack, too, re-injects its features and heat maps, for what follows (absent: no). */
  readonly continues?: true;
}

/**
 * For pictures of 64 px: the original's stem, so 16x16 maps, and three levels, down to 2x2, so that every cell
 * can be told which side of a person it sees. A picture takes 35 million multiplications (Ψ_R `small`: 40).
 * The same work at stride 2, 32x32 maps of 32 features, learns more slowly: after 6400 stills its 2D poses
 * are off by 6.6 px on S8, these by 5.7, and a training takes 1.2 times as long.
 */
export const HOURGLASS_SMALL: HourglassConfig = {
  preset: "hourglass-small",
  imageSize: 64,
  joints: 17,
  stemStride: 4,
  features: 64,
  depth: 3,
  stacks: 2,
  initializer: "he",
};

/** Side of the heat maps. */
export function heatMapSize({ imageSize, stemStride }: HourglassConfig): number {
  return imageSize / stemStride;
}

/**
 * Checks that the maps can be halved `depth` times, and the features quartered.
 *
 * @throws {UserError} naming the value and what would do
 */
export function checkHourglassConfig<
  Config extends Pick<HourglassConfig, "imageSize" | "stemStride" | "features" | "depth">,
>(config: Config): Config {
  const { imageSize, stemStride, features, depth } = config;
  const multiple = stemStride * 2 ** depth;
  if (imageSize % multiple !== 0) {
    throw new UserError(
      `An hourglass of ${depth} levels with stem stride ${stemStride} takes pictures of a multiple of ` +
        `${multiple} px, not ${imageSize}: choose another size, or fewer levels`,
    );
  }
  if (features % 4 !== 0) {
    throw new UserError(`${features} features cannot be quartered: choose a multiple of 4`);
  }
  return config;
}
