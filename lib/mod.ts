// Everything a user may import as "posemachine"; a notebook imports from nowhere else.
export { writeAtomic } from "./atomic_write.ts";
export { cacheFolder } from "./cache_folder.ts";
export {
  type Camera,
  cameraToWorld,
  type Crop,
  fromCrop,
  project,
  squareCrop,
  toCrop,
  worldToCamera,
} from "./camera.ts";
export { ACTIONS } from "./data/benchmark/actions.ts";
export { benchmark } from "./data/benchmark/benchmark.ts";
export type { BenchmarkOptions, Split } from "./data/benchmark/options.ts";
export type { StillConfig } from "./data/benchmark/still_config.ts";
export {
  type StillBatch,
  type StillStream,
  stillStream,
  type StillStreamOptions,
} from "./data/benchmark/still_stream.ts";
export { stills } from "./data/benchmark/stills.ts";
export type { Dataset, Sequence, Stills } from "./data/dataset.ts";
export { type Bvh, type BvhJoint, bvhPose, parseBvh } from "./data/formats/bvh.ts";
export { type Engine, type EngineOptions, startEngine } from "./engine/engine.ts";
export { correctPoses } from "./correction/correct.ts";
export {
  CORRECTION_DEFAULTS,
  type CorrectionOptions,
  correctionOptions,
  RELEASED_DEFAULTS,
  type ReleasedOptions,
} from "./correction/options.ts";
export type { Correction, CorrectionMachine, Decision } from "./correction/projector.ts";
export { UserError } from "./errors.ts";
export {
  formatParameterTable,
  type LayerParameters,
  parameterTable,
} from "./model/parameter_table.ts";
export {
  decodeSafetensors,
  type Dtype,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "./nn/safetensors.ts";
export { checkShapes, loadTree, saveTree, type TreeFile } from "./nn/tree_file.ts";
export { jointErrors, mpjpe, nMpjpe, pckh, pMpjpe, velocityError } from "./metrics.ts";
export { denormalize, fitNormalization, type Normalization, normalize } from "./normalize.ts";
export { alignProcrustes } from "./procrustes.ts";
export {
  showTable,
  type TableBundle,
  type TableDisplay,
  type TableOptions,
  type Tabular,
} from "./notebook/table.ts";
export { createRng, type Rng } from "./random.ts";
export {
  type Bone,
  bones,
  H36M_17,
  jointIndex,
  RELEASED_16,
  type Side,
  type Skeleton,
} from "./skeleton.ts";
