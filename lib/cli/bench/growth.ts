import type { MachineConfig } from "../../model/config.ts";
import { benchModules, type ModuleCost } from "./modules.ts";

/** What a clip costs when one size is changed and the others stay. */
export interface Growth {
  /** What was changed. */
  readonly varied: "frames" | "image size" | "width";
  /** To what: frames of the clip, px, or times the preset's channels and units. */
  readonly value: number;
  readonly modules: readonly ModuleCost[];
}

/** Sizes beside the preset's own, which is each list's 1. */
const FRAMES = [1, 4, 16, 64], SIZES = [0.5, 1, 1.5, 2], WIDTHS = [0.5, 1, 2];

/**
 * How time and memory grow with the frames of a clip (which are Ψ_R's batch and the LSTMs' sequence), the
 * pictures' size and the layers' width.
 */
export async function benchGrowth(
  config: MachineConfig,
  { frames, rounds }: { frames: number; rounds: number },
): Promise<Growth[]> {
  const measured = async (
    varied: Growth["varied"],
    value: number,
    changed: MachineConfig,
    count = frames,
  ): Promise<Growth> => ({
    ...{ varied, value },
    modules: await benchModules(changed, { frames: count, rounds }),
  });
  const growth: Growth[] = [];
  for (const count of FRAMES) growth.push(await measured("frames", count, config, count));
  for (const scale of SIZES) {
    const imageSize = 8 * Math.round(config.imageSize * scale / 8);
    growth.push(await measured("image size", imageSize, { ...config, imageSize }));
  }
  for (const times of WIDTHS) growth.push(await measured("width", times, widened(config, times)));
  return growth;
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
