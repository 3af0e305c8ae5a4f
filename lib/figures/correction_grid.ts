import type { GridLine } from "../experiments/correction_grid.ts";
import type { Figure } from "./figure.ts";
import { panelGridFigure } from "./panel_grid.ts";
import { TARGET_NAMES } from "./target_names.ts";
import { mm } from "./tables.ts";
import { rampColour } from "./theme.ts";

/**
 * Error against the number of back-propagations, a line for each step length and a panel for each 2D
 * target. What climbs far out of a panel, as too large a rate does, is cut off. Two columns wide.
 *
 * @param taken the number of steps that the method takes, marked by a dotted line
 *
 * @example
 * ```ts
 * import { correctionGridFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { target: "truth", rate: 0.01 } as const;
 * const figure = correctionGridFigure([
 *   { ...line, steps: 0, measured_mm: 94 }, { ...line, steps: 2, measured_mm: 89 },
 * ]);
 * assertEquals(
 *   figure.description,
 *   "Error by back-propagations and rate; smallest towards the true 2D pose: 89.0 mm after 2 at 0.01",
 * );
 * ```
 */
export function correctionGridFigure(all: readonly GridLine[], taken = 2): Figure {
  const rates = [...new Set(all.map(({ rate }) => rate))].toSorted((a, b) => a - b);
  const colours = new Map(rates.map((rate, i) => [rate, rampColour(i, rates.length)]));
  const most = Math.max(...all.map(({ steps }) => steps));
  const targets = [...new Set(all.map(({ target }) => target))];
  const finite = (target: GridLine["target"]) =>
    all.flatMap(({ measured_mm, ...line }) =>
      line.target === target && measured_mm !== null ? [{ ...line, measured_mm }] : []
    );
  const best = targets.map((target) => {
    const { steps, rate, measured_mm } = finite(target)
      .reduce((a, b) => b.measured_mm < a.measured_mm ? b : a);
    return `towards the ${TARGET_NAMES[target]}: ${mm(measured_mm)} mm after ${steps} at ${rate}`;
  });
  return panelGridFigure({
    panels: targets.map((target) => ({
      title: `towards the ${TARGET_NAMES[target]}`,
      x: {
        ...{ title: "Back-propagations", range: [-0.03 * most, 1.03 * most] },
        more: { dtick: Math.ceil(most / 10) },
      },
      y: { title: "MPJPE (mm)", range: rangeOf(finite(target)) },
      lines: rates.map((rate) => {
        const points = finite(target).filter((line) => line.rate === rate)
          .toSorted((a, b) => a.steps - b.steps);
        return {
          ...{ name: `rate ${rate}`, colour: colours.get(rate)! },
          x: points.map(({ steps }) => steps),
          y: points.map(({ measured_mm }) => measured_mm),
        };
      }),
      marks: [{ x: taken, label: "steps taken" }],
    })),
    keys: rates.map((rate) => ({
      ...{ label: `rate ${rate}`, colour: colours.get(rate)!, mark: "solid" },
    })),
    description: `Error by back-propagations and rate; smallest ${best.join(", ")}`,
  });
}

/** All that lies below the error without a step, and a little of what lies above it. */
function rangeOf(lines: readonly { steps: number; measured_mm: number }[]): [number, number] {
  const values = lines.map(({ measured_mm }) => measured_mm);
  const start = Math.max(...lines.filter(({ steps }) => steps === 0).map((l) => l.measured_mm));
  const low = Math.min(...values);
  const high = Math.min(Math.max(...values), start + Math.max(start - low, 1) * 0.6);
  const pad = Math.max(high - low, 1) * 0.08;
  return [low - pad, high + pad];
}
