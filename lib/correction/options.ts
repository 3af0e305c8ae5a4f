import { UserError } from "../errors.ts";

/** How one frame is corrected by plain gradient steps (Eq. 3-4). */
export interface StepOptions {
  /** Back-propagations a frame; the paper employs two. */
  readonly steps: number;
  /**
   * Step length on the sum of squared errors of the 2K normalised coordinates. The paper names none
   * ("small iteration number with large learning rate").
   */
  readonly rate: number;
  /**
   * What the steps change. The paper's text updates both Ψ_C and Ψ_P; its released code only Ψ_C. Ψ_P
   * alone leaves the pose Ψ_C(p3d) as it is and changes only where it is projected to: for comparison.
   */
  readonly update: "psiC" | "psiP" | "psiC+psiP";
  /** Stop refining a frame when a step moves its robust joints less than this, mm; null: never. Paper: 5. */
  readonly epsilon: number | null;
  /** Discard a correction that moved the robust joints more than this, mm; null: never. Paper: 20. */
  readonly tau: number | null;
  /** Also give each frame's projection by its own weights; off, since it costs a pass through Ψ_P. */
  readonly project?: boolean;
  /** Also give the poses after 0, 1, 2, … steps, which takes ε off: with it frames end at different steps. */
  readonly trail?: boolean;
}

/** Plain steps for many frames at once, or (slow, easy to read, the same numbers) one after the other. */
export interface CorrectionOptions extends StepOptions {
  /** Both give the same numbers. */
  readonly method: "batched" | "loop";
}

/** The released code's variant: Adam on Ψ_C, Ψ_P frozen, a bone term, no rule to stop or discard. */
export interface ReleasedOptions {
  /** Which variant. */
  readonly method: "released";
  /** Adam steps a frame; its script takes 2. */
  readonly steps: number;
  /** Adam's learning rate; its script's 1.5e-4. */
  readonly rate: number;
  /** Joints set to (0, 0) in both poses before both terms of the loss; its mask zeroes the spine. */
  readonly masked: readonly string[];
  /**
   * Its script restores the weights after each frame but not Adam's moments, so a result depends on the
   * frames before it: `carried` does the same, one frame after the other. `reset` is what was meant.
   */
  readonly adam: "reset" | "carried";
  /**
   * Its script fetches the pose together with the last update, which most likely gives the pose
   * `before` that update; `after` is Eq. (4).
   */
  readonly returned: "after" | "before";
}

/**
 * The paper's correction, with what it leaves open chosen on the validation actor
 * (`data/validation_sweep.csv`): both functions updated and the rate, as the best of those tried; ε off,
 * since at this rate it would stop most frames after one step; τ on, since it costs nothing.
 */
export const CORRECTION_DEFAULTS: CorrectionOptions = {
  method: "batched",
  steps: 2,
  rate: 0.01,
  update: "psiC+psiP",
  epsilon: null,
  tau: 20,
};

/** The released code's variant without its two accidents (state carried over, pose before the update). */
export const RELEASED_DEFAULTS: ReleasedOptions = {
  method: "released",
  steps: 2,
  rate: 1.5e-4,
  masked: ["Spine"],
  adam: "reset",
  returned: "after",
};

type Check = { readonly test: (value: unknown) => boolean; readonly expected: string };

const oneOf = (...values: string[]): Check => ({
  test: (value) => values.includes(value as string),
  expected: `one of ${values.join(", ")}`,
});
const positive = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;
const rule: Check = {
  test: (value) => value === null || positive(value),
  expected: "a positive number of mm, or null to switch the rule off",
};
const flag: Check = { test: (value) => typeof value === "boolean", expected: "true or false" };
const shared = {
  steps: {
    test: (value: unknown) => Number.isInteger(value) && (value as number) >= 0,
    expected: "a whole number, 0 or more",
  },
  rate: { test: positive, expected: "a positive number" },
};

const CHECKS: Record<keyof CorrectionOptions, Check> = {
  ...shared,
  method: oneOf("batched", "loop", "released"),
  update: oneOf("psiC", "psiP", "psiC+psiP"),
  epsilon: rule,
  tau: rule,
  project: flag,
  trail: flag,
};

const RELEASED_CHECKS: Record<keyof ReleasedOptions, Check> = {
  ...shared,
  method: CHECKS.method,
  masked: {
    test: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
    expected: "a list of joint names",
  },
  adam: oneOf("reset", "carried"),
  returned: oneOf("after", "before"),
};

/**
 * Fills in defaults and checks every value.
 *
 * @throws {UserError} naming an unknown option, or a value and what it should be
 *
 * @example
 * ```ts
 * import { correctionOptions, UserError } from "posemachine";
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(correctionOptions({ tau: null }).steps, 2);
 * assertThrows(() => correctionOptions({ steps: -1 }), UserError, "-1");
 * ```
 */
export function correctionOptions(
  given: Partial<ReleasedOptions> & { method: "released" },
): ReleasedOptions;
/** For the plain steps. */
export function correctionOptions(given?: Partial<CorrectionOptions>): CorrectionOptions;
/** For either, as `given.method` says. */
export function correctionOptions(given: object): CorrectionOptions | ReleasedOptions;
export function correctionOptions(given: object = {}): CorrectionOptions | ReleasedOptions {
  const released = (given as { method?: unknown }).method === "released";
  const checks: Record<string, Check> = released ? RELEASED_CHECKS : CHECKS;
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of values) {
    if (!Object.hasOwn(checks, name)) {
      throw new UserError(
        `Unknown correction option '${name}'${released ? " of the released variant" : ""}: ` +
          `expected one of ${Object.keys(checks).join(", ")}`,
      );
    }
    if (!checks[name].test(value)) {
      throw new UserError(
        `Correction option ${name} is ${JSON.stringify(value) ?? String(value)}: ` +
          `expected ${checks[name].expected}`,
      );
    }
  }
  const chosen = Object.fromEntries(values);
  if (released) return { ...RELEASED_DEFAULTS, ...chosen };
  const options: CorrectionOptions = { ...CORRECTION_DEFAULTS, ...chosen };
  if (options.trail && options.epsilon !== null) {
    throw new UserError(
      `Correction option epsilon is ${options.epsilon} together with trail: ` +
        `expected null, so that every frame takes all steps`,
    );
  }
  return options;
}
