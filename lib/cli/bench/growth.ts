import type { MachineConfig } from "../../model/config.ts";
import { benchModules, type ModuleCost, type ModuleOptions } from "./modules.ts";
import { shareOfPeak } from "./speeds.ts";

/** What a clip costs when one size is changed and the others stay. */
export interface Growth {
  /** What was changed. */
  readonly varied: "sequence length" | "batch" | "image size" | "width";
  /** To what: frames of the clip, clips side by side, px, or times the preset's channels and units. */
  readonly value: number;
  readonly modules: readonly ModuleCost[];
}

/** What {@link benchGrowth} measured. */
export interface GrowthBench {
  readonly growth: readonly Growth[];
  /** The fastest product of two matrices met so far, 10^9 operations a second. */
  readonly matmulPeakGflops: number;
}

/** Sizes beside the preset's own, which is each list's 1. */
const FRAMES = [1, 4, 16, 64], CLIPS = [1, 2, 4, 8], SIZES = [0.5, 1, 1.5, 2], WIDTHS = [0.5, 1, 2];

/**
 * How time and memory grow with the frames of a clip (the LSTMs' sequence), the clips side by side (their
 * batch; the frames of all are Ψ_R's), the pictures' size and the layers' width.
 */
export async function benchGrowth(
  config: MachineConfig,
  { frames, ...options }: ModuleOptions,
): Promise<GrowthBench> {
  const growth: Growth[] = [];
  let peak = options.peak ?? 0;
  const measure = async (
    varied: Growth["varied"],
    value: number,
    changed: MachineConfig,
    clip: { frames?: number; clips?: number } = {},
  ) => {
    const costs = await benchModules(changed, { ...options, frames, ...clip, peak });
    peak = costs.matmulPeakGflops;
    growth.push({ varied, value, modules: costs.modules });
  };
  for (const count of FRAMES) await measure("sequence length", count, config, { frames: count });
  for (const clips of CLIPS) await measure("batch", clips, config, { clips });
  for (const scale of SIZES) {
    const imageSize = 8 * Math.round(config.imageSize * scale / 8);
    await measure("image size", imageSize, { ...config, imageSize });
  }
  for (const times of WIDTHS) await measure("width", times, widened(config, times));
  const byPeak = (cost: ModuleCost): ModuleCost => ({
    ...cost,
    shareOfPeak: shareOfPeak(cost.gmac, cost.time.median, peak),
  });
  return {
    growth: growth.map(({ modules, ...rest }) => ({ ...rest, modules: modules.map(byPeak) })),
    matmulPeakGflops: peak,
  };
}

/** The same layers with so many times the channels and units. */
export function widened(config: MachineConfig, times: number): MachineConfig {
  const scaled = (count: number) => Math.max(1, Math.round(count * times));
  const { pose2d, transformer, projector } = config;
  const [c1, c2, c3, c4, maps] = pose2d.channels.map(scaled);
  return {
    ...config,
    pose2d: { ...pose2d, channels: [c1, c2, c3, c4, maps] },
    transformer: {
      ...transformer,
      channels: scaled(transformer.channels),
      units: scaled(transformer.units),
    },
    projector: { ...projector, units: scaled(projector.units) },
  };
}
