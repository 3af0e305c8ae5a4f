import { note, px, THEME } from "./theme.ts";

/** One entry of a legend. */
export interface Key {
  readonly label: string;
  readonly colour: string;
  readonly mark: "filled" | "hollow" | "solid" | "dashed";
}

/** Lengths in pt: mark, space after it, space after an entry. */
const SIZE = { disc: 4.2, line: 14, space: 3, gap: 12 };

/** Rough width of text in the size of the figures, pt. */
const widthOf = (text: string) => 0.55 * THEME.fontSize * text.replace(/<[^>]*>/g, "").length;

/**
 * A legend in one line that begins at the plot's left edge, `above` pt over it: its shapes and its
 * annotations, to be added to those of a layout. Plotly's own legend takes more room.
 */
export function keyLine(
  keys: readonly Key[],
  above = 8,
): { shapes: Record<string, unknown>[]; annotations: Record<string, unknown>[] } {
  const shapes: Record<string, unknown>[] = [], annotations: Record<string, unknown>[] = [];
  let at = 0;
  for (const { label, colour, mark } of keys) {
    const disc = mark === "filled" || mark === "hollow";
    const width = disc ? SIZE.disc : SIZE.line;
    const half = disc ? SIZE.disc / 2 : 0;
    shapes.push({
      type: disc ? "circle" : "line",
      ...{ xref: "paper", yref: "paper", xsizemode: "pixel", ysizemode: "pixel" },
      ...{ xanchor: 0, yanchor: 1, x0: px(at), x1: px(at + width) },
      ...{ y0: px(above - half), y1: px(above + half) },
      fillcolor: mark === "filled" ? colour : THEME.background,
      line: { color: colour, width: 1.4, dash: mark === "dashed" ? "4px,2px" : "solid" },
    });
    at += width + SIZE.space;
    annotations.push(note(label, 0, 1, {
      ...{ xanchor: "left", yanchor: "middle", xshift: px(at), yshift: px(above) },
      font: { size: px(THEME.fontSize), color: colour },
    }));
    at += widthOf(label) + SIZE.gap;
  }
  return { shapes, annotations };
}
