import type { StoredDataset } from "../data/dataset.ts";
import type { DataConfig } from "./plan.ts";
import type { StillSource } from "./pretrain_pose2d.ts";

/** What a training sees, and where what it sees comes from. */
export interface TrainingData {
  /** 3D human pose data, {I_t^3d}; asked for when step 2 begins. */
  readonly dataset: () => Promise<StoredDataset>;
  /**
   * The 3D data whose 2D labels step 1 learns from beside the stills. Without the validation actor,
   * one pre-trained Ψ_R serves the machine that choices are made on and the final one.
   */
  readonly pretraining: () => Promise<StoredDataset>;
  /** 2D human pose data, {I_i^2d}: an endless set of stills from number `start`, `batch` at a time. */
  readonly stills: (start: number, batch: number) => StillSource & { close(): void };
  /** All that decides the data, for the checkpoints' keys. */
  readonly dataConfig: DataConfig;
}
