import { besidePublished } from "./beside_published.ts";
import type { Figure } from "./figure.ts";
import { change, type RelationRow } from "./tables.ts";
import { rowColour } from "./theme.ts";

/**
 * Differences between rows of the ablation. The rows answer for the same frames, so the paired interval
 * of a difference is far narrower than the rows' own: this figure, not {@link ablationFigure}, shows
 * whether a row is better than another. One column wide.
 *
 * @param rows from top to bottom; below zero, `row` has the smaller error
 * @param dataset what the measured panel is called
 *
 * @example
 * ```ts
 * import { relationsFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const figure = relationsFigure([{
 *   row: "ours", than: "w/o SSC test", difference_mm: -4.5, ci_low: -5, ci_high: -4,
 *   published_difference_mm: -3.96,
 * }]);
 * assertEquals(
 *   figure.description,
 *   "Differences on the embedded benchmark: ours − w/o SSC test −4.5 mm (−5.0 to −4.0)",
 * );
 * ```
 */
export function relationsFigure(
  rows: readonly RelationRow[],
  dataset = "embedded benchmark",
): Figure {
  const lines = rows.map((row) => ({
    name: `${row.row} \u2212 ${row.than}`,
    measured: row.difference_mm,
    low: row.ci_low,
    high: row.ci_high,
    published: row.published_difference_mm,
    // `ours` stands in every pair: the other row tells the pairs apart.
    colour: rowColour(row.row === "ours" ? row.than : row.row),
  }));
  const words = lines.map(({ name, measured, low, high }) =>
    measured === null || low === null || high === null
      ? `${name} missing`
      : `${name} ${change(measured)} mm (${change(low)} to ${change(high)})`
  );
  return besidePublished(lines, {
    left: 100,
    dataset,
    quantity: "Δ (mm)",
    write: change,
    zero: true,
    description: `Differences on the ${dataset}: ${words.join(", ")}`,
  });
}
