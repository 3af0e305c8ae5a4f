import { type LifterConfig, mapSize, type TransformerConfig } from "./config.ts";
import { PAPER, SMALL } from "./presets.ts";

/** One stage, by the settings of Ψ_T, whose place the stages take; the rest of those is settled. */
export interface RpsmStageConfig extends TransformerConfig {
  /** Channels of the feature adaption; the 2D pose module has as many as Ψ_R has maps. */
  readonly channels: number;
  /** Maps are halved once, rounded up, with two rows of zeros on every side. */
  readonly padding: "same";
  /** Whether 2x2 max pooling ends the feature adaption's convolutions. */
  readonly pool: boolean;
  /** Units of the adapted features and of the stage's only LSTM. */
  readonly units: number;
  /** ReLU follows every layer but the last. */
  readonly fcRelu: true;
  /** Over past frames only. */
  readonly direction: "forward";
  /** There always is an LSTM. */
  readonly recurrence?: undefined;
}

/** What decides the shape of a recurrent 3D pose sequence machine: Ψ_R, and stages in place of Ψ_T. */
export interface RpsmConfig extends LifterConfig {
  /** Every stage's; their weights are their own. */
  readonly transformer: RpsmStageConfig;
  /** How many stages refine the pose, ρ. */
  readonly stages: number;
}

const { projector: _paper, ...PAPER_LIFTER } = PAPER;
const { projector: _small, ...SMALL_LIFTER } = SMALL;
/** A stage as wide as that Ψ_T. */
function stageLike({ channels, pool, units, forgetBias }: TransformerConfig): RpsmStageConfig {
  return { channels, padding: "same", pool, units, fcRelu: true, direction: "forward", forgetBias };
}

/** As published: 368 px, 128 channels, 1024 units, three stages; 17 joints. */
export const RPSM_PAPER: RpsmConfig = {
  ...PAPER_LIFTER,
  preset: "rpsm-paper",
  transformer: stageLike(PAPER.transformer),
  stages: 3,
};

/**
 * The same layers at the widths of the small preset, for the embedded benchmark: its Ψ_R, its adaption's
 * channels, its units. The maps are 4x4 where Ψ_T's are 2x2, so the pooling stays, and the adapted
 * features come from as many numbers.
 */
export const RPSM_SMALL: RpsmConfig = {
  ...SMALL_LIFTER,
  preset: "rpsm-small",
  transformer: { ...stageLike(SMALL.transformer), pool: true },
  stages: 3,
};

/** Side of the maps at the end of the feature adaption's convolutions: published, 46 → 23 → 12. */
export function rpsmAdaptedSize(config: RpsmConfig): number {
  const side = Math.ceil(mapSize(config) / 2);
  return config.transformer.pool ? Math.ceil(side / 2) : side;
}
