import { createHash } from "node:crypto";
import type { MachineConfig } from "../model/config.ts";
import type { Recipe } from "./recipe.ts";
import type { Json } from "./run_config.ts";

/** The steps of Algorithm 1. */
export const STEPS = ["pose2d", "transformer", "projector", "finetune"] as const;
/** Name of a step of Algorithm 1. */
export type StepName = typeof STEPS[number];

/**
 * To be raised whenever the same settings train another machine (a loss, a constant, a random draw):
 * checkpoints of an older method are then not gone on with.
 */
export const METHOD_VERSION = 2;

/** What decides a step's result, beside the steps before it: plain values. */
export interface StepSettings {
  readonly name: string;
  readonly settings: { readonly updates: number; readonly [setting: string]: unknown };
}

/** A step of a training, known before it runs. */
export interface PlannedStep {
  /** Counts from 1. */
  readonly number: number;
  /** Such as `pose2d`. */
  readonly name: string;
  /** Updates of the whole step. */
  readonly updates: number;
  /** A hash of all that decides the result: the step's settings and those of the steps before it. */
  readonly key: string;
  /** All of that, by step. */
  readonly config: { readonly [key: string]: Json };
}

/**
 * Names the steps of a training by hashes of what decides them, so that trainings that share a step
 * share its checkpoint.
 */
export function planSteps(
  { seed, engine }: { readonly seed: number; readonly engine: string },
  steps: readonly StepSettings[],
): PlannedStep[] {
  let config: { readonly [key: string]: Json } = { method: METHOD_VERSION, seed, engine };
  return steps.map(({ name, settings }, index) => {
    config = { ...config, [name]: settings as Json };
    const key = createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 12);
    return { number: index + 1, name, updates: settings.updates, key, config };
  });
}

/** Name of a step's folder among the checkpoints. */
export function stepFolder(
  { number, name, key }: Pick<PlannedStep, "number" | "name" | "key">,
): string {
  return `${number}-${name}-${key}`;
}

/** All that decides a training's data, as plain values. */
export interface DataConfig {
  /** {I_i^2d}; null: no external 2D data. */
  readonly stills: Json;
  /** The 3D data whose 2D labels step 1 learns from. */
  readonly pretraining: Json;
  /** {I_t^3d}. */
  readonly dataset: Json;
}

/** Step 1: what decides Ψ_R. */
export function pose2dStep(
  { imageSize, joints, pose2d, initializer }: Pick<
    MachineConfig,
    "imageSize" | "joints" | "pose2d" | "initializer"
  >,
  recipe: Recipe["pose2d"],
  { stills, pretraining }: DataConfig,
): StepSettings {
  const settings = {
    ...recipe,
    imageSize,
    joints,
    pose2d,
    initializer,
    data: { stills, pretraining },
  };
  return { name: "pose2d", settings };
}

/** The steps of Algorithm 1 that a recipe has. */
export function algorithm1(
  config: MachineConfig,
  recipe: Recipe,
  data: DataConfig,
): StepSettings[] {
  const { transformer, lstmInitializer, projector } = config;
  const psiT = { transformer, lstmInitializer, data: data.dataset };
  const steps = [pose2dStep(config, recipe.pose2d, data)];
  if (recipe.transformer) {
    steps.push({ name: "transformer", settings: { ...recipe.transformer, ...psiT } });
  }
  if (recipe.projector) {
    steps.push({ name: "projector", settings: { ...recipe.projector, projector } });
  }
  const untrained = recipe.transformer ? {} : psiT;
  steps.push({ name: "finetune", settings: { ...recipe.finetune, ...untrained } });
  return steps;
}
