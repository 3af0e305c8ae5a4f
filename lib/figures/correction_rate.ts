import type { Figure } from "./figure.ts";
import { linePanelsFigure } from "./line_panels.ts";
import { mm, type SweepRow } from "./tables.ts";
import { THEME } from "./theme.ts";

/** What the steps change, as the table calls it. */
const UPDATES: Readonly<Record<string, { label: string; colour: string }>> = {
  "psiC": { label: "Ψ<sub>C</sub>", colour: THEME.rows["ours"] },
  "psiC+psiP": { label: "Ψ<sub>C</sub> and Ψ<sub>P</sub>", colour: THEME.rows["w/o SSC test"] },
};
const TARGETS: Readonly<Record<string, string>> = {
  predicted: "towards the predicted 2D pose",
  truth: "towards the true 2D pose",
};

/**
 * Error against the correction's rate on the validation actor: a panel for each 2D target (with its own
 * y axis), a colour for what the steps change, dashed where the rules are off (τ alone is left to the
 * table). What climbs far out of the figure, as too large a rate does without rules, is cut off. Two
 * columns wide.
 *
 * @param chosen the rate that was chosen, marked by a dotted line
 *
 * @example
 * ```ts
 * import { correctionRateFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { update: "psiC", rules: "on", target: "predicted" };
 * const figure = correctionRateFigure([
 *   { ...line, rate: 0.02, measured_mm: 99 }, { ...line, rate: 0.04, measured_mm: 98 },
 * ]);
 * assertEquals(
 *   figure.description,
 *   "Error by correction rate; smallest towards the predicted 2D pose: 98.0 mm at 0.04",
 * );
 * ```
 */
export function correctionRateFigure(all: readonly SweepRow[], chosen?: number): Figure {
  const rows = all.filter(({ rules }) => rules !== "tau");
  const distinct = (
    key: "target" | "update" | "rules" | "rate",
  ) => [...new Set(rows.map((row) => row[key]))];
  const rates = (distinct("rate") as number[]).toSorted((a, b) => a - b);
  const variants = (distinct("update") as string[]).flatMap((update) =>
    (distinct("rules") as string[]).map((rules) => ({
      ...UPDATES[update] ?? { label: update, colour: THEME.ink },
      ...{ update, rules },
    }))
  );
  const panels = (distinct("target") as string[]).map((target) => ({
    title: TARGETS[target] ?? target,
    range: rangeOf(rows.filter((row) => row.target === target)),
    lines: variants.map(({ update, rules, colour, label }) => {
      const points = rows
        .filter((row) => row.target === target && row.update === update && row.rules === rules)
        .toSorted((a, b) => a.rate - b.rate);
      return {
        name: `${label}, rules ${rules}`,
        ...{ colour, dashed: rules === "off" },
        x: points.map(({ rate }) => rate),
        y: points.map(({ measured_mm }) => measured_mm),
      };
    }),
  }));
  const best = panels.map(({ title, lines }) => {
    const points = lines.flatMap(({ x, y }) => x.map((rate, i) => ({ rate, error: y[i] })));
    const { rate, error } = points.reduce((a, b) => b.error < a.error ? b : a);
    return `${title}: ${mm(error)} mm at ${rate}`;
  });
  return linePanelsFigure({
    panels,
    keys: variants.map(({ label, rules, colour }) => ({
      ...{ label: `${label}, rules ${rules}`, colour },
      mark: rules === "off" ? "dashed" : "solid",
    })),
    x: {
      title: "Rate of the correction (logarithmic)",
      axis: {
        type: "log",
        range: [Math.log10(rates[0] * 0.93), Math.log10(rates.at(-1)! * 1.07)],
        ...{ tickmode: "array", tickvals: rates, ticktext: labels(rates), tickangle: 0 },
      },
    },
    y: "MPJPE (mm)",
    marks: chosen !== undefined && rates.includes(chosen)
      ? [{ x: chosen, label: "chosen rate" }]
      : [],
    description: `Error by correction rate; smallest ${best.join(", ")}`,
  });
}

/** The rates in words, none where it would lie on the one before: that takes a sixth of the axis. */
function labels(rates: readonly number[]): string[] {
  const apart = (rates.at(-1)! / rates[0]) ** (1 / 6);
  let before = 0;
  return rates.map((rate) => {
    if (rate < before * apart) return "";
    before = rate;
    return String(rate);
  });
}

/** At the smallest rate little has changed yet: no error far above it is worth the room. */
function rangeOf(rows: readonly SweepRow[]): [number, number] {
  const values = rows.map((row) => row.measured_mm);
  const least = Math.min(...rows.map((row) => row.rate));
  const start = Math.max(
    ...rows.filter((row) => row.rate === least).map((row) => row.measured_mm),
  );
  const low = Math.min(...values);
  const high = Math.min(Math.max(...values), start + Math.max(start - low, 2) * 0.6);
  const pad = Math.max(high - low, 1) * 0.08;
  return [low - pad, high + pad];
}
