import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Tree } from "../nn/tree.ts";
import { minimize, type Objective } from "./minimize.ts";
import type { Json } from "./run_config.ts";
import { openRun } from "./run_folder.ts";

/** The steps of Algorithm 1. */
export const STEPS = ["pose2d", "transformer", "projector", "finetune"] as const;
/** Name of a step of Algorithm 1. */
export type StepName = typeof STEPS[number];

/**
 * To be raised whenever the same settings train another machine (a loss, a constant, a random draw):
 * checkpoints of an older method are then not gone on with.
 */
export const METHOD_VERSION = 2;

/** What holds for all steps of a training. */
export interface StepRunnerOptions {
  readonly seed: number;
  /** Library and device that compute; checkpoints of others are not mixed in. */
  readonly engine: string;
  /** Folder of the steps' checkpoints. */
  readonly folder: string;
  /** Begin every step anew. */
  readonly fresh?: boolean;
  /** Updates between two checkpoints (default 500); the result does not depend on it. */
  readonly checkpointEvery?: number;
}

/** A step that is done. */
export interface FinishedStep {
  readonly name: string;
  /** The hash of all that decides its result. */
  readonly key: string;
}

/** Runs the steps of one training, one after the other. */
export interface StepRunner {
  /** Those run so far. */
  readonly steps: readonly FinishedStep[];
  /**
   * Runs a step, goes on with one that was stopped, or takes what a finished one left. `settings` are
   * its own; `objective` is told how many updates are done. The caller frees the parameters.
   */
  step<Params extends Tree, Batch>(
    name: StepName,
    settings: { readonly [setting: string]: unknown },
    start: Params,
    objective: (done: number) => Promise<Objective<Params, Batch>>,
  ): Promise<Params>;
}

/**
 * Gives each step a folder named by a hash of its own settings and those of the steps before it, so that
 * trainings that share a step share its checkpoint.
 */
export function stepRunner(options: StepRunnerOptions): StepRunner {
  const { seed, engine, folder, fresh, checkpointEvery } = options;
  const steps: FinishedStep[] = [];
  let all: { readonly [key: string]: Json } = { method: METHOD_VERSION, seed, engine };
  return {
    steps,
    async step(name, settings, start, objective) {
      all = { ...all, [name]: settings as Json };
      const key = createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 12);
      const number = steps.push({ name, key });
      const path = join(folder, `${number}-${name}-${key}`);
      const run = await openRun({ folder: path, config: all, fresh });
      try {
        const label = `${number}/${STEPS.length} ${name}`;
        const next = await objective(run.checkpoint?.step ?? 0);
        return await minimize(start, next, { run, label, checkpointEvery });
      } finally {
        run.close();
      }
    },
  };
}
