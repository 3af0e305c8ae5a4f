import { besidePublished } from "./beside_published.ts";
import type { Figure } from "./figure.ts";
import { type AblationRow, mm } from "./tables.ts";
import { rowColour } from "./theme.ts";

/**
 * The ablation: each variant's error on the data set at hand with its 95 % interval, and beside it,
 * on an axis of its own and in grey, what the paper reports on Human3.6M. One column wide.
 *
 * @param rows from top to bottom
 * @param dataset what the measured panel is called
 *
 * @example
 * ```ts
 * import { ablationFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const row = { row: "ours", published_mm: 63.67, measured_mm: 98, ci_low: 95, ci_high: 101 };
 * assertEquals(ablationFigure([row]).description, "Ablation on the embedded benchmark: ours 98.0 mm");
 * ```
 */
export function ablationFigure(
  rows: readonly AblationRow[],
  dataset = "embedded benchmark",
): Figure {
  const lines = rows.map((row) => ({
    name: row.row,
    measured: row.measured_mm,
    low: row.ci_low,
    high: row.ci_high,
    published: row.published_mm,
    colour: rowColour(row.row),
  }));
  const words = rows.map((row) =>
    `${row.row} ${row.measured_mm === null ? "missing" : `${mm(row.measured_mm)} mm`}`
  );
  return besidePublished(lines, {
    left: 72,
    dataset,
    quantity: "MPJPE (mm)",
    write: mm,
    description: `Ablation on the ${dataset}: ${words.join(", ")}`,
  });
}
