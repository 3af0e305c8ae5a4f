import { UserError } from "../errors.ts";
import { type Change, dumbbellFigure, type Ends } from "./dumbbell.ts";
import type { Figure } from "./figure.ts";
import type { ActionRow } from "./tables.ts";

/** Before and after the correction, as the ablation's rows call them. */
export const CORRECTION: Ends = { before: "w/o SSC test", after: "ours" };

/** Pairs the two rows by a key, in the order in which the keys first appear. */
export function pairRows<T extends { row: string; measured_mm: number }>(
  rows: readonly T[],
  ends: Ends,
  key: (row: T) => string,
): Change[] {
  const valueOf = (name: string, row: string) => {
    const found = rows.find((other) => other.row === row && key(other) === name);
    if (!found) {
      throw new UserError(
        `No '${row}' figure for ${name}: run \`deno task evaluate\` again to write every row`,
      );
    }
    return found.measured_mm;
  };
  return [...new Set(rows.map(key))].map((name) => ({
    name,
    before: valueOf(name, ends.before),
    after: valueOf(name, ends.after),
  }));
}

/**
 * Error of each action before and after the correction, the hardest action on top. One column wide.
 *
 * @throws {UserError} naming the action that lacks one of the two rows
 *
 * @example
 * ```ts
 * import { errorByActionFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const figure = errorByActionFigure([
 *   { row: "w/o SSC test", action: "Walking", measured_mm: 104.2 },
 *   { row: "ours", action: "Walking", measured_mm: 99.9 },
 * ]);
 * assertEquals(figure.description, "Error by action, w/o SSC test and ours: Walking 104.2 to 99.9 mm");
 * ```
 */
export function errorByActionFigure(rows: readonly ActionRow[], ends: Ends = CORRECTION): Figure {
  const changes = pairRows(rows, ends, (row) => row.action)
    .toSorted((a, b) => b.before - a.before);
  return dumbbellFigure(changes, ends, { left: 58, title: "Error by action" });
}
