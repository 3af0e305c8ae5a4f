import { UserError } from "../errors.ts";
import type { MachineConfig } from "../model/config.ts";
import { SMALL } from "../model/presets.ts";
import { type Recipe, SMALL_RECIPE } from "../training/recipe.ts";

/** One training: what is trained, how, and what to expect of it. */
export interface Variant {
  /** As in Table 5. */
  readonly name: string;
  /** What is trained. */
  readonly config: MachineConfig;
  /** How. */
  readonly recipe: Recipe;
  /** On two CPU cores with the native engine. */
  readonly time: string;
  /** Of the intermediate pose on the validation actor, mm on the embedded benchmark. */
  readonly expected: string;
}

/** Trainings by name: `deno task train --variant NAME --seed N`. */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  ours: {
    name: "ours",
    config: SMALL,
    recipe: SMALL_RECIPE,
    time: "about an hour",
    expected: "at most 105 mm",
  },
};

/**
 * The variant of that name.
 *
 * @throws {UserError} naming the value and the known names
 *
 * @example
 * ```ts
 * import { variant } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(variant("ours").config.preset, "small");
 * ```
 */
export function variant(name: string): Variant {
  const found = Object.hasOwn(VARIANTS, name) ? VARIANTS[name] : undefined;
  if (found) return found;
  throw new UserError(
    `Unknown variant '${name}': expected one of ${Object.keys(VARIANTS).join(", ")}`,
  );
}
