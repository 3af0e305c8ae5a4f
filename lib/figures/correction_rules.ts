import type { RuleLine } from "../experiments/correction_rules.ts";
import type { Figure } from "./figure.ts";
import { panelGridFigure, rangeAround, SHARE_AXIS } from "./panel_grid.ts";
import { mm } from "./tables.ts";
import { TARGET_COLOURS, TARGET_NAMES } from "./target_names.ts";

/** Each rule, its paper's threshold (section 3.3), mm, and what it does to a frame. */
const RULES = [
  { rule: "epsilon", does: "stop early", title: "Threshold that stops a frame (mm)", paper: 5 },
  { rule: "tau", does: "are discarded", title: "Threshold that discards (mm)", paper: 20 },
] as const;

/**
 * Error against ε and against τ, and below it how many frames the rule acts on; a colour for each 2D
 * target, dashed for the larger number of steps. Two columns wide.
 *
 * @example
 * ```ts
 * import { correctionRulesFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { target: "truth", steps: 2, threshold_mm: 5, measured_mm: 89 } as const;
 * const figure = correctionRulesFigure([
 *   { ...line, rule: "epsilon", fired: 0.84 }, { ...line, rule: "tau", fired: 0.09 },
 * ]);
 * assertEquals(
 *   figure.description,
 *   "Error and share of frames by ε and τ; true 2D pose, 2 steps: " +
 *     "84 % stop early at 5 mm, 89.0 mm; true 2D pose, 2 steps: 9 % are discarded at 5 mm, 89.0 mm",
 * );
 * ```
 */
export function correctionRulesFigure(all: readonly RuleLine[]): Figure {
  const counts = [...new Set(all.map(({ steps }) => steps))].toSorted((a, b) => a - b);
  const curves = [...new Set(all.map(({ target }) => target))].flatMap((target) =>
    counts.map((steps) => ({
      ...{ target, steps, colour: TARGET_COLOURS[target], dashed: steps !== counts[0] },
      name: `${TARGET_NAMES[target].replace(" pose", "")}, ${steps} steps`,
    }))
  );
  const axes = RULES.map(({ rule, title, paper }) => {
    const values = [...new Set(all.filter((line) => line.rule === rule).map((l) => l.threshold_mm))]
      .toSorted((a, b) => a - b);
    const [low, high] = [values[0] / 1.08, values.at(-1)! * 1.08].map(Math.log10);
    return {
      marks: values.includes(paper) ? [{ x: paper, label: "paper" }] : [],
      x: {
        ...{ title, range: [low, high] as const },
        more: { type: "log", tickmode: "array", tickvals: values, ticktext: values.map(String) },
      },
    };
  });
  const errors = { title: "MPJPE (mm)", range: rangeAround(all.map((l) => l.measured_mm), 2) };
  const panels = (value: (line: RuleLine) => number) =>
    RULES.map(({ rule }, r) => ({
      ...axes[r],
      lines: curves.map(({ target, steps, ...line }) => {
        const points = all
          .filter((l) => l.rule === rule && l.target === target && l.steps === steps)
          .toSorted((a, b) => a.threshold_mm - b.threshold_mm);
        return { ...line, x: points.map(({ threshold_mm }) => threshold_mm), y: points.map(value) };
      }),
    }));
  return panelGridFigure({
    panels: [
      ...panels(({ measured_mm }) => measured_mm)
        .map((panel, r) => ({ ...panel, title: `Error, frames ${VERBS[r]}`, y: errors })),
      ...panels(({ fired }) => 100 * fired).map((panel, r) => ({
        ...{ ...panel, title: `Frames that ${RULES[r].does}` },
        y: { ...SHARE_AXIS, title: "Share (%)" },
      })),
    ],
    keys: curves.map(({ name, colour, dashed }) => ({
      ...{ label: name, colour, mark: dashed ? "dashed" : "solid" },
    })),
    description: `Error and share of frames by ε and τ; ${words(all)}`,
  });
}

const VERBS = ["stop when they move less", "are discarded when they moved more"] as const;

/** What each rule does at the paper's threshold, or at the largest tried where that was not. */
function words(all: readonly RuleLine[]): string {
  return RULES.flatMap(({ rule, does, paper }) => {
    const lines = all.filter((line) => line.rule === rule);
    const values = lines.map(({ threshold_mm }) => threshold_mm);
    const at = values.includes(paper) ? paper : Math.max(...values);
    return lines.filter(({ threshold_mm }) => threshold_mm === at).map((line) =>
      `${TARGET_NAMES[line.target]}, ${line.steps} steps: ${(100 * line.fired).toFixed(0)} % ` +
      `${does} at ${at} mm, ${mm(line.measured_mm)} mm`
    );
  }).join("; ");
}
