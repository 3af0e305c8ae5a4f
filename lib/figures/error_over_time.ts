import type { Figure } from "./figure.ts";
import { linePanelsFigure } from "./line_panels.ts";
import { mm } from "./tables.ts";
import { rowColour } from "./theme.ts";

/** Mean error of one row at one place in the sequences. */
export interface TimeRow {
  /** The row's name. */
  readonly row: string;
  /** Seconds since the sequence's first frame. */
  readonly seconds: number;
  /** Mean joint error over all sequences, mm. */
  readonly measured_mm: number;
}

/**
 * Error against the time that a sequence has lasted, a line a row: what remembering is worth as there is
 * more to remember. One column wide.
 *
 * @example
 * ```ts
 * import { errorOverTimeFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const figure = errorOverTimeFigure([
 *   { row: "ours", seconds: 0, measured_mm: 115 },
 *   { row: "ours", seconds: 1, measured_mm: 108.5 },
 * ]);
 * assertEquals(figure.description, "Error over time: ours 115.0 mm at 0 s, 108.5 mm at 1 s");
 * ```
 */
export function errorOverTimeFigure(rows: readonly TimeRow[]): Figure {
  const names = [...new Set(rows.map(({ row }) => row))];
  const lines = names.map((name) => {
    const points = rows.filter(({ row }) => row === name).toSorted((a, b) => a.seconds - b.seconds);
    return {
      name,
      x: points.map(({ seconds }) => seconds),
      y: points.map(({ measured_mm }) => measured_mm),
      colour: rowColour(name),
    };
  });
  const values = rows.map(({ measured_mm }) => measured_mm);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, 4) * 0.1;
  const words = lines.map(({ name, x, y }) => {
    const end = x.length - 1;
    return `${name} ${mm(y[0])} mm at ${x[0]} s, ${mm(y[end])} mm at ${x[end]} s`;
  });
  return linePanelsFigure({
    panels: [{ title: "", lines, range: [low - pad, high + pad] }],
    keys: lines.map(({ name, colour }) => ({ label: name, colour, mark: "solid" })),
    x: {
      title: "Seconds since the first frame",
      axis: { dtick: Math.max(1, Math.round(Math.max(...rows.map(({ seconds }) => seconds)) / 8)) },
    },
    y: "MPJPE (mm)",
    description: `Error over time: ${words.join("; ")}`,
  });
}
