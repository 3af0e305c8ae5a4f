import { type PsiT, psiT } from "../model/transformer.ts";
import type { LifterConfig } from "../model/config.ts";
import { clipsOnFixedMaps, type FixedMapsBatch, type FixedMapsOptions } from "./clip_objectives.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";

/**
 * Step 2 of Algorithm 1: with ω_R fixed, initialise ω_T on clips of N frames, Eq. (6):
 * min over ω_T of Σ ‖Ψ_T(f2d; ω_T, H) - p3d(gt)‖².
 *
 * Ψ_R's maps are computed once: so this step, and the next, go without the random scaling of section 4.1.
 */
export function initTransformer(
  options: FixedMapsOptions & { readonly config: LifterConfig },
): Objective<PsiT, FixedMapsBatch> {
  const { config, recipe: { clips: sequences } } = options;
  return clipsOnFixedMaps(options, (params: PsiT, f2d, truth3d) => {
    const { pose3d } = psiT(params, config, f2d, { sequences, mapsGradient: false });
    return { total: squaredError(pose3d, truth3d), parts: {} };
  });
}
