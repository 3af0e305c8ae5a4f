import { join } from "node:path";
import type { Tree } from "../nn/tree.ts";
import { minimize, minimized, type Objective } from "./minimize.ts";
import { type PlannedStep, stepFolder } from "./plan.ts";
import { openRun } from "./run_folder.ts";

/** What holds for all steps of a training. */
export interface StepRunnerOptions {
  /** Folder of the steps' checkpoints. */
  readonly folder: string;
  /** Begin every step anew. */
  readonly fresh?: boolean;
  /** Updates between two checkpoints (default 500); the result does not depend on it. */
  readonly checkpointEvery?: number;
}

/** Runs the steps of one training, in the order of its plan. */
export interface StepRunner {
  /**
   * Runs a step, goes on with one that was stopped, or takes what a finished one left. `objective` is
   * told how many updates are done, and not asked for when none is left: its data need not be made
   * ready. The caller frees the parameters.
   *
   * @throws {RangeError} when the plan has no such step
   */
  step<Params extends Tree, Batch>(
    name: string,
    start: Params,
    objective: (done: number) => Promise<Objective<Params, Batch>> | Objective<Params, Batch>,
  ): Promise<Params>;
}

/** Gives each step of a plan its folder, checkpoint and progress bar. */
export function stepRunner(plan: readonly PlannedStep[], options: StepRunnerOptions): StepRunner {
  const { folder, fresh, checkpointEvery } = options;
  return {
    async step(name, start, objective) {
      const planned = plan.find((step) => step.name === name);
      if (!planned) throw new RangeError(`The plan has no step '${name}'`);
      const { config, number, updates } = planned;
      const run = await openRun({ folder: join(folder, stepFolder(planned)), config, fresh });
      try {
        const label = `${number}/${plan.length} ${name}`;
        if (run.checkpoint?.step === updates) return minimized(start, run.checkpoint);
        const next = await objective(run.checkpoint?.step ?? 0);
        return await minimize(start, next, { run, label, checkpointEvery });
      } finally {
        run.close();
      }
    },
  };
}
