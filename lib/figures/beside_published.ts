import type { Figure, Trace } from "./figure.ts";
import { axis, baseLayout, note, px, THEME } from "./theme.ts";

/** One line: what was measured, with its 95 % interval, and what the paper has for it, mm. */
export interface Line {
  readonly name: string;
  /** Null, as its interval's ends, where nothing was measured yet. */
  readonly measured: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Null where the paper has no such figure. */
  readonly published: number | null;
  readonly colour: string;
}

/** What differs between such figures. */
export interface BesidePublished {
  /** Room for the names, pt. */
  readonly left: number;
  /** Name of the data set of the measured panel. */
  readonly dataset: string;
  /** What both axes show, with its unit. */
  readonly quantity: string;
  /** How a value is written beside its mark. */
  readonly write: (value: number) => string;
  /** Both axes show zero, with a line there. */
  readonly zero?: boolean;
  readonly description: string;
}

/** Lengths in pt; `measured` is that panel's share of the width that the gap leaves. */
const SIZE = { right: 9, gap: 14, top: 27, bottom: 27, row: 23, measured: 0.57 };

/** Axis limits that leave `margin` of the span free on both sides, for the figures at the marks. */
function limits(values: readonly number[], margin: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = Math.max(high - low, 1) * margin;
  return [low - pad, high + pad];
}

type MeasuredLine = Line & Record<"measured" | "low" | "high", number>;

function isMeasured(line: Line): line is MeasuredLine {
  return line.measured !== null && line.low !== null && line.high !== null;
}

const ZERO = { zerolinecolor: THEME.muted, zerolinewidth: 1 };

/** What the marks of both panels share. */
const MARKS = {
  mode: "markers+text",
  textposition: "top center",
  cliponaxis: false,
  hovertemplate: "%{y}: %{text} mm<extra></extra>",
};

/** Where each figure stands over its mark: beside zero away from it, elsewhere in the middle. */
function clearOfZero(values: readonly number[]): string[] {
  const farthest = Math.max(...values.map(Math.abs));
  return values.map((value) =>
    Math.abs(value) > 0.4 * farthest ? "top center" : value > 0 ? "top right" : "top left"
  );
}

/** So many times as far as the next one, a value would press all others together. */
const OUTLYING = 3;

/** The line whose value lies so much farther from zero than all others that they need the axis to themselves. */
function outlier(lines: readonly MeasuredLine[]): MeasuredLine | undefined {
  const far = (line: MeasuredLine) => Math.abs(line.measured);
  const [first, second] = lines.toSorted((a, b) => far(b) - far(a));
  return second && far(first) > OUTLYING * far(second) ? first : undefined;
}

/** Where an arrow that points beyond an axis stands: within it, clear of the names. */
function edge([low, high]: readonly [number, number], value: number): number {
  const inset = 0.03 * (high - low);
  return value < 0 ? low + inset : high - inset;
}

/** Letters that one column has room for beside the panels. */
const NAME = 26;

/** What a name says behind its comma, or where it is long behind its minus, goes below. */
const onTwoLines = (name: string) =>
  name.length > NAME && !name.includes(", ")
    ? name.replace(" \u2212 ", " \u2212<br>")
    : name.replace(", ", ",<br>");

/**
 * Lines from top to bottom in two panels with axes of their own: on the left what was measured, filled
 * and coloured, with intervals; on the right what the paper reports on Human3.6M, hollow and grey, so
 * that nobody takes one for the other. A difference that would press all others together is an arrow at the
 * axis's end. One column wide.
 */
export function besidePublished(lines: readonly Line[], options: BesidePublished): Figure {
  const { left, dataset, quantity, write, zero = false, description } = options;
  const inner = THEME.columnWidth.one - left - SIZE.right;
  const end = (inner - SIZE.gap) * SIZE.measured / inner;
  const start = end + SIZE.gap / inner;
  const names = lines.map((line) => line.name);
  const quoted = lines.filter((line) => line.published !== null);
  const measured = lines.filter(isMeasured);
  const beyond = zero ? outlier(measured) : undefined;
  const shown = measured.filter((line) => line !== beyond);
  const missing = lines.filter((line) => !isMeasured(line));
  const origin = zero ? [0] : [];
  const ends = [...shown.flatMap(({ low, high }) => [low, high]), ...origin];
  const range = limits(ends.length > 0 ? ends : [0], zero ? 0.32 : 0.1);
  const data: Trace[] = [
    {
      ...MARKS,
      name: `measured on the ${dataset}`,
      x: shown.map((line) => line.measured),
      y: shown.map((line) => line.name),
      text: shown.map((line) => write(line.measured)),
      error_x: {
        array: shown.map((line) => line.high - line.measured),
        arrayminus: shown.map((line) => line.measured - line.low),
        color: THEME.ink,
        thickness: 0.9,
        width: 2.5,
      },
      // A difference's interval may be narrower than a mark, and its figure shall not lie on zero.
      ...(zero && { textposition: clearOfZero(shown.map((line) => line.measured)) }),
      marker: { size: px(zero ? 3 : 4.5), color: shown.map((line) => line.colour) },
    },
    {
      ...MARKS,
      name: "published, on Human3.6M",
      x: quoted.map((line) => line.published),
      y: quoted.map((line) => line.name),
      xaxis: "x2",
      text: quoted.map((line) => write(line.published!)),
      ...(zero && { textposition: clearOfZero(quoted.map((line) => line.published!)) }),
      textfont: { color: THEME.muted },
      marker: { size: px(4.5), symbol: "diamond-open", color: THEME.published, line: { width: 1 } },
    },
    ...beyond === undefined ? [] : [{
      ...MARKS,
      name: `measured on the ${dataset}, beyond the axis`,
      x: [edge(range, beyond.measured)],
      y: [beyond.name],
      text: [write(beyond.measured)],
      textposition: beyond.measured < 0 ? "middle right" : "middle left",
      marker: {
        size: px(4.5),
        symbol: beyond.measured < 0 ? "triangle-left" : "triangle-right",
        color: beyond.colour,
      },
    }],
    ...missing.length === 0 ? [] : [{
      mode: "text",
      name: "no result yet",
      x: missing.map(() => range[0] + (range[1] - range[0]) * (zero ? 0.24 : 0.5)),
      y: missing.map((line) => line.name),
      text: missing.map(() => "missing"),
      textfont: { color: THEME.muted },
      hoverinfo: "skip",
    }],
  ];
  const head = (text: string, x: number, lift: number, font = {}) =>
    note(text, x, 1, { xanchor: "center", yanchor: "bottom", yshift: px(lift), font });
  const small = { size: px(THEME.smallFontSize), color: THEME.muted };
  const xaxis = (text: string, domain: number[], range: [number, number]) =>
    axis(text, { domain, range, nticks: 5, tickangle: 0, zeroline: zero, ...ZERO });
  return {
    data,
    layout: baseLayout("one", SIZE.top + SIZE.row * lines.length + SIZE.bottom, {
      margin: { l: px(left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: xaxis(`${quantity}, 95 % interval`, [0, end], range),
      xaxis2: xaxis(
        quantity,
        [start, 1],
        limits([...quoted.map((line) => line.published!), ...origin], zero ? 0.32 : 0.26),
      ),
      yaxis: axis("", {
        categoryorder: "array",
        categoryarray: names.toReversed(),
        tickvals: names,
        ticktext: names.map(onTwoLines),
        range: [-0.5, lines.length - 0.3],
        showline: false,
        ticks: "",
      }),
      annotations: [
        head("<b>Measured here</b>", end / 2, 8),
        head(dataset, end / 2, 0, small),
        head("<b>Published</b>", (start + 1) / 2, 8),
        head("on Human3.6M", (start + 1) / 2, 0, small),
      ],
    }),
    description,
  };
}
