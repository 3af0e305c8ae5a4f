/** One Plotly trace, as plotly.js documents it. */
export type Trace = Readonly<Record<string, unknown>>;

/** A Plotly layout with its size in CSS px (96 an inch, so that 0.75 pt = 1 px in print). */
export interface Layout {
  /** CSS px. */
  readonly width: number;
  /** CSS px. */
  readonly height: number;
  /** Anything else that Plotly lays out by. */
  readonly [key: string]: unknown;
}

/** A figure as plain data: what Plotly draws, and the same in words for whoever cannot see it. */
export interface Figure {
  /** What is drawn, from back to front. */
  readonly data: readonly Trace[];
  /** Size, axes, words and pictures. */
  readonly layout: Layout;
  /** What the figure shows and its main figures: the title of the SVG, the text in a notebook. */
  readonly description: string;
}
