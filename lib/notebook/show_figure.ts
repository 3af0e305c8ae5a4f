import { type Exporter, openExporter } from "../figures/export.ts";
import type { Figure } from "../figures/figure.ts";

/** The same figure in each format that a front end may want. */
export interface FigureBundle {
  /** The figure's description in brackets. */
  "text/plain": string;
  /** Its font inside. */
  "image/svg+xml": string;
  /** What JupyterLab and VS Code make interactive. */
  "application/vnd.plotly.v1+json": Pick<Figure, "data" | "layout">;
}

/** What the kernel shows: it asks a value's method `Symbol.for("Jupyter.display")` for a bundle. */
export interface FigureDisplay {
  /** Draws it. */
  readonly [display: symbol]: () => Promise<FigureBundle>;
}

/**
 * A figure for a notebook: SVG with its font inside, which looks the same anywhere (on GitHub too),
 * Plotly's JSON, which JupyterLab and VS Code make interactive, and its description in words, for diffs
 * and for those who cannot see it.
 *
 * The SVG is drawn by a browser, which is started by the first figure and ends with the process, so that
 * a notebook pays for its start once.
 *
 * @throws {UserError} when shown, if there is no browser that works here
 *
 * @example
 * ```ts
 * import { showFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const display = showFigure({
 *   data: [{ x: [1, 2], y: [3, 4] }], layout: { width: 336, height: 200 }, description: "A line",
 * });
 * assertEquals(Object.getOwnPropertySymbols(display), [Symbol.for("Jupyter.display")]);
 * ```
 */
export function showFigure(figure: Figure): FigureDisplay {
  return {
    [Symbol.for("Jupyter.display")]: async () => ({
      "text/plain": `[${figure.description}]`,
      "image/svg+xml": await (await exporter()).svg(figure),
      /** What JupyterLab and VS Code make interactive. */
      "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
    }),
  };
}

let opened: Promise<Exporter> | undefined;

function exporter(): Promise<Exporter> {
  return opened ??= openExporter();
}

/** Ends the browser of {@link showFigure}, if one was started. A kernel need not: it ends with it. */
export async function closeFigures(): Promise<void> {
  const open = opened;
  opened = undefined;
  await (await open)?.close();
}
