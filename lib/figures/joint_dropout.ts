import type { Figure } from "./figure.ts";
import { linePanelsFigure } from "./line_panels.ts";
import { rangeAround } from "./panel_grid.ts";
import { type DropoutRow, mm, type ValidationRow } from "./tables.ts";
import { rowColour, THEME } from "./theme.ts";

/** The training whose joint dropout was changed, and by how much. */
const TRAINING =
  /^deno task train --variant ours --seed 1 --validation(?: --set projector\.dropout=([\d.]+))?$/;

/**
 * Those of the trainings tried on the validation actor that differ in nothing but δ, the smallest first.
 *
 * @param chosen the δ of a training that changed no number
 *
 * @example
 * ```ts
 * import { dropoutRows } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const errors = { intermediate_mm: 94, regressed_mm: 95, corrected_mm: 94.5 };
 * const training = "deno task train --variant ours --seed 1 --validation";
 * const rows = dropoutRows([
 *   { training, ...errors },
 *   { training: `${training} --set projector.dropout=0.1`, ...errors },
 *   { training: `${training} --set finetune.rate=0.1`, ...errors },
 * ], 0.3);
 * assertEquals(rows.map(({ dropout }) => dropout), [0.1, 0.3]);
 * ```
 */
export function dropoutRows(trainings: readonly ValidationRow[], chosen: number): DropoutRow[] {
  return trainings.flatMap(({ training, intermediate_mm, regressed_mm, corrected_mm }) => {
    const [whole, dropout = chosen] = TRAINING.exec(training) ?? [];
    if (!whole || regressed_mm === null || corrected_mm === null) return [];
    return [{ dropout: Number(dropout), intermediate_mm, regressed_mm, corrected_mm }];
  }).sort((a, b) => a.dropout - b.dropout);
}

/** What stands in each line of the table, and how it is drawn. */
const CURVES = [
  { key: "intermediate_mm", label: "intermediate pose", colour: THEME.ink },
  { key: "regressed_mm", label: "w/o SSC test", colour: rowColour("w/o SSC test") },
  { key: "corrected_mm", label: "ours", colour: rowColour("ours") },
] as const;

/**
 * Error against δ, the joint dropout while the projector module is trained: of the pose before it, of
 * Ψ_C(p3d), and of the corrected pose. Each mark is a machine trained with that δ. One column wide.
 *
 * @param chosen the δ in use, marked by a dotted line
 *
 * @example
 * ```ts
 * import { jointDropoutFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const row = { dropout: 0.5, intermediate_mm: 99, regressed_mm: 95, corrected_mm: 94 };
 * assertEquals(
 *   jointDropoutFigure([row, { ...row, dropout: 0, corrected_mm: 96 }]).description,
 *   "Error by joint dropout; ours: 96.0 mm at 0, 94.0 mm at 0.5",
 * );
 * ```
 */
export function jointDropoutFigure(all: readonly DropoutRow[], chosen?: number): Figure {
  const rows = all.toSorted((a, b) => a.dropout - b.dropout);
  const x = rows.map(({ dropout }) => dropout);
  const lines = CURVES.map(({ key, label, colour }) => (
    { name: label, colour, x, y: rows.map((row) => row[key]) }
  ));
  const [low, high] = rangeAround(x, 0.1);
  return linePanelsFigure({
    panels: [{ title: "", lines, range: rangeAround(lines.flatMap(({ y }) => y), 2) }],
    keys: CURVES.map(({ label, colour }) => ({ label, colour, mark: "solid" })),
    x: {
      title: "Probability that a joint is dropped in training",
      axis: { range: [low, high], tickmode: "array", tickvals: x, ticktext: x.map(String) },
    },
    y: "MPJPE (mm)",
    marks: chosen !== undefined && x.includes(chosen) ? [{ x: chosen, label: "in use" }] : [],
    description: "Error by joint dropout; ours: " +
      rows.map(({ dropout, corrected_mm }) => `${mm(corrected_mm)} mm at ${dropout}`).join(", "),
  });
}
