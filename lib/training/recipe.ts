import { UserError } from "../errors.ts";
import type { Rate } from "./schedule.ts";

/** How one step of Algorithm 1 is run: updates of Adam, and their rate. */
export type StepRecipe = Rate;

/** The four steps of Algorithm 1, and what the paper leaves open; a variant leaves a step out. */
export interface Recipe {
  /** Step 1: pre-train Ψ_R on stills, and on frames of the 3D data for their 2D labels. */
  readonly pose2d: StepRecipe & {
    /** 0: no external 2D data (row `w/o external`). */
    readonly stills: number;
    /** 0: stills alone, as in the paper. */
    readonly frames: number;
    /** Weight of the heat maps' squared error beside Eq. (5); 0: none. */
    readonly heatMaps: number;
  };
  /** Step 2: initialise Ψ_T, Ψ_R fixed. Null: Ψ_T learns in step 4 alone (row `w/o projection`). */
  readonly transformer: ClipRecipe | null;
  /** Step 3: initialise Ψ_C and Ψ_P, Ψ_R and Ψ_T fixed. Null: there is no projector module. */
  readonly projector: ProjectorRecipe | null;
  /** Step 4: fine-tune everything on clips and stills together. */
  readonly finetune: ClipRecipe & {
    /** 0: clips alone. */
    readonly stills: number;
  };
}

/** A step on clips of consecutive frames. */
export interface ClipRecipe extends StepRecipe {
  /** Clips an update. */
  readonly clips: number;
  /** N: frames of a clip. */
  readonly frames: number;
}

/** Step 3, and the dropout of joints that step 4 takes over from it. */
export interface ProjectorRecipe extends StepRecipe {
  /** Frames an update. */
  readonly poses: number;
  /** δ: probability that a joint of p3d or p2d is dropped (section 3.3). */
  readonly dropout: number;
  /** Share of the frames that joint dropout touches; the others stay whole, as at test time. */
  readonly dropoutShare: number;
}

/**
 * What trains the small preset in three quarters of an hour on two cores. Expected on the validation
 * actor: at most 105 mm for the intermediate pose.
 */
export const SMALL_RECIPE = {
  // Long, with stills without end: the 2D pose is what the correction aims at.
  pose2d: { updates: 6000, rate: 2e-3, stills: 32, frames: 32, heatMaps: 0.02 },
  // Long, on long clips: an undertrained LSTM loses to none at all.
  transformer: { updates: 8000, rate: 1e-3, clips: 16, frames: 16 },
  projector: { updates: 3000, rate: 1e-3, poses: 256, dropout: 0.3, dropoutShare: 0.5 },
  finetune: { updates: 700, rate: 3e-4, clips: 6, frames: 16, stills: 32 },
} satisfies Recipe;

/** Section 4.1: 1e-5 all along (the released solvers: 1e-4 before the last step). */
const PAPER_RATE = { rate: 1e-5, schedule: "constant" } as const;

/**
 * For the paper's machine. It was run for "approximately 2 days on a single NVIDIA GeForce GTX 1,080"; never
 * by us.
 *
 * The paper's: the rate; step 1 on stills alone, by Eq. (5) alone; δ of every frame (section 3.3). It says
 * no more. The released code's: a clip of 5 frames and 3 stills an update, the numbers of updates, and
 * Adam's clipping. Neither's: 3 stills an update in step 1 (the released solver takes one) and 256 poses in
 * step 3 (it takes the clip and the stills), and what the steps' own files name as departures.
 */
export const PAPER_RECIPE = {
  pose2d: { ...PAPER_RATE, updates: 320_000, stills: 3, frames: 0, heatMaps: 0 },
  transformer: { ...PAPER_RATE, updates: 300_000, clips: 1, frames: 5 },
  projector: { ...PAPER_RATE, updates: 300_000, poses: 256, dropout: 0.3, dropoutShare: 1 },
  finetune: { ...PAPER_RATE, updates: 400_000, clips: 1, frames: 5, stills: 3 },
} satisfies Recipe;

/** A recipe, of whatever steps, with all numbers of updates divided by `by`, at least one each. */
export function shortened<R extends object>(recipe: R, by: number): R {
  const entries = Object.entries(recipe).map(([name, value]) => {
    if (name === "updates") return [name, Math.max(1, Math.round(value / by))];
    return [name, typeof value === "object" && value ? shortened(value, by) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * A recipe with some of its numbers changed, each named by its place, such as `finetune.rate`.
 *
 * @throws {UserError} naming a place that holds no number, and those that do
 */
export function changed<R extends object>(
  recipe: R,
  changes: Readonly<Record<string, number>>,
): R {
  const places = numbers(recipe);
  const result = structuredClone(recipe);
  for (const [place, value] of Object.entries(changes)) {
    if (!places.includes(place)) {
      throw new UserError(
        `The recipe has no number '${place}' to change: expected one of ${places.join(", ")}`,
      );
    }
    const path = place.split(".");
    let at = result as Record<string, unknown>;
    for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
    at[path.at(-1)!] = value;
  }
  return result;
}

/** The places of all numbers in a recipe. */
function numbers(recipe: object, before = ""): string[] {
  return Object.entries(recipe).flatMap(([name, value]) =>
    typeof value === "number"
      ? [before + name]
      : typeof value === "object" && value
      ? numbers(value, `${before}${name}.`)
      : []
  );
}
