import type { Layout } from "./figure.ts";

/** Every default of every figure: change a colour, a size or the font here and nowhere else. */
export const THEME = {
  /** Bundled (`@fontsource/open-sans`); the others only stand in where an SVG is shown without it. */
  fontFamily: "Open Sans, Helvetica, Arial, sans-serif",
  /** At print size, pt: what stands on an axis or beside a mark, and what heads a panel. */
  fontSize: 7.5,
  smallFontSize: 7,
  /** Width of one and of two columns of a paper (IEEE: 3.5 in and 7.16 in), pt, in whole px. */
  columnWidth: { one: 252, two: 515.25 },
  /** Dots a CSS px in a PNG: 4 gives 384 dots an inch. */
  pngScale: 4,
  ink: "#1a1a1a",
  muted: "#6b6b6b",
  grid: "#e4e4e4",
  background: "#ffffff",
  /** Bones, as in the paper: left red, right green; the red is darker, to be told without colour. */
  sides: { left: "#c31d2b", right: "#35a852", centre: "#4d4d4d" },
  /** The truth behind a prediction. */
  ghost: "#c9c9c9",
  /** Rows of the ablation: palettes of Okabe and Ito and of Tol, for colour-blind readers as well. */
  rows: {
    "ours": "#0072b2",
    "w/o SSC train+test": "#e69f00",
    "w/o SSC test": "#d55e00",
    "w/ 2D GT": "#009e73",
    "w/ HG features": "#56b4e9",
    "w/o projection": "#882255",
    "w/o temporal": "#999933",
    "w/ single frame": "#aa4499",
    "w/o external": "#332288",
  } as Readonly<Record<string, string>>,
  /** Values in an order, small to large: viridis without its yellow, which is pale on white. */
  ramp: ["#7ad151", "#22a884", "#2a788e", "#414487", "#440154"],
  /** Figures quoted from the paper: never in the colour of a row. */
  published: "#8a8a8a",
} as const;

/** CSS px of a length in pt. */
export const px = (pt: number): number => pt * 4 / 3;

/** The colour of a row of the ablation; a row without one is drawn in ink. */
export const rowColour = (row: string): string => THEME.rows[row] ?? THEME.ink;

/** The colour of value `index` of `count` in an order. */
export function rampColour(index: number, count: number): string {
  const place = count > 1 ? index / (count - 1) : 1;
  return THEME.ramp[Math.round(place * (THEME.ramp.length - 1))];
}

/** How wide a figure is in print: one column of a paper, or two. */
export type ColumnSpan = keyof typeof THEME.columnWidth;

/** The layout that every figure starts from, `height` in pt; `more` goes on top. */
export function baseLayout(
  span: ColumnSpan,
  height: number,
  more: Readonly<Record<string, unknown>> = {},
): Layout {
  return {
    width: px(THEME.columnWidth[span]),
    height: px(height),
    font: { family: THEME.fontFamily, size: px(THEME.fontSize), color: THEME.ink },
    paper_bgcolor: THEME.background,
    plot_bgcolor: THEME.background,
    showlegend: false,
    hovermode: "closest",
    ...more,
  };
}

/** An axis with a title, hair-line grid, outside ticks and no zero line; `more` goes on top. */
export function axis(
  title: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    title: { text: title, standoff: 4, font: { size: px(THEME.fontSize) } },
    gridcolor: THEME.grid,
    gridwidth: 0.5,
    linecolor: THEME.muted,
    linewidth: 0.75,
    showline: true,
    ticks: "outside",
    ticklen: 3,
    tickwidth: 0.75,
    tickcolor: THEME.muted,
    zeroline: false,
    ...more,
  };
}

/** A line of text at a place; `more` goes on top. */
export function note(
  text: string,
  x: number,
  y: number,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { text, x, y, xref: "paper", yref: "paper", showarrow: false, ...more };
}
