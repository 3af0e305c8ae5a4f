import { dirname, join } from "node:path";
import { type PlannedStep, stepFolder } from "../training/plan.ts";

/** A training that a sweep is asked for. */
export interface SweepTraining {
  readonly variant: string;
  readonly seed: number;
  /** Hold the validation actor out. */
  readonly validation?: boolean;
  /** Divide all numbers of updates by this. */
  readonly shorten?: number;
  readonly steps: readonly PlannedStep[];
  /** Where its machine will be, from the folder of all runs: `ours-1/machine.safetensors`. */
  readonly result: string;
}

/** What one process does: a training, or the steps of one up to a step that others need as well. */
export interface SweepJob extends SweepTraining {
  /** Names its log and its record: the folder of its machine, or of its step's checkpoint. */
  readonly name: string;
  /** The shared step, for a job that trains no more than that. */
  readonly until?: string;
  /** Jobs that must be done before. */
  readonly after: readonly string[];
}

/** What is there already. */
export interface Finished {
  training(training: SweepTraining): boolean;
  step(step: PlannedStep): boolean;
}

/**
 * The jobs that are left of some trainings, each behind those it needs. A step that several of them share
 * and that is not done becomes a job of its own, so that no two jobs ever train the same step.
 */
export function planSweep(trainings: readonly SweepTraining[], finished: Finished): SweepJob[] {
  const left = trainings.filter((training) => !finished.training(training));
  const users = Map.groupBy(left.flatMap(({ steps }) => steps.map(stepFolder)), (folder) => folder);
  const jobs: SweepJob[] = [];
  const makers = new Map<string, string>(); // the job that trains a shared step, by the step's folder
  for (const training of left) {
    const name = dirname(training.result);
    let needed: string | undefined;
    training.steps.forEach((step, index) => {
      const folder = stepFolder(step);
      if (users.get(folder)!.length === 1 || finished.step(step)) return;
      if (makers.has(folder)) {
        needed = makers.get(folder);
      } else if (index < training.steps.length - 1) {
        jobs.push(stepJob(training, index, needed ? [needed] : []));
        makers.set(folder, needed = folder);
      } else makers.set(folder, name); // its twins, which differ in nothing, wait for this training
    });
    const after = needed ? [needed] : [];
    jobs.push({ ...training, name, after });
  }
  return jobs;
}

/** The job that trains the first steps of a training, up to number `index` from 0. */
export function stepJob(
  training: SweepTraining,
  index: number,
  after: readonly string[] = [],
): SweepJob {
  const steps = training.steps.slice(0, index + 1);
  const name = stepFolder(steps[index]);
  const result = join("steps", name, "checkpoint.safetensors");
  return { ...training, name, steps, until: steps[index].name, result, after };
}

/**
 * The jobs in waves, for a queue that knows only "all of these after all of those": the shared steps by
 * how many shared steps they need, then all trainings.
 */
export function inWaves(jobs: readonly SweepJob[]): SweepJob[][] {
  const waves: SweepJob[][] = [];
  const waveOf = new Map<string, number>();
  const place = (job: SweepJob, first: number) => {
    const wave = Math.max(first, ...job.after.map((name) => waveOf.get(name)! + 1));
    waveOf.set(job.name, wave);
    (waves[wave] ??= []).push(job);
  };
  for (const job of jobs) if (job.until) place(job, 0);
  const trainings = waves.length;
  for (const job of jobs) if (!job.until) place(job, trainings);
  return waves;
}
