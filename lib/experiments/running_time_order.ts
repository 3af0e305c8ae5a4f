import type { RunningTimes } from "./running_time.ts";
import { type TimesOurs, timesOurs } from "./running_time_ratios.ts";

/** A method's place in Table 4 as printed and as measured; 1 is the fastest. */
export interface MethodPlace {
  /** The method. */
  readonly method: string;
  /** How it was run: the first of its rows, which is how its authors test. */
  readonly variant: string;
  /** Among the methods of Table 4, as printed. */
  readonly printed_rank: number;
  /** As measured. */
  readonly measured_rank: number;
  /** Whether it stands on the printed side of ours; null where ours was not measured. */
  readonly order: "as printed" | "reversed" | "not told apart" | "ours" | null;
  /** 10^12 operations a second that its printed time would mean: two a multiply-add of its network. */
  readonly printed_tflops: number;
  /** The same of its measured time. */
  readonly measured_tflops: number;
}

/** On which side of ours it was printed, and was measured. */
function orderOf(method: string, beside: TimesOurs | undefined): MethodPlace["order"] {
  if (method === "ours") return "ours";
  if (!beside || beside.printed_times === null) return null;
  if (beside.order === "not told apart") return beside.order;
  const slower = beside.order === "slower than ours";
  return slower === beside.printed_times > 1 ? "as printed" : "reversed";
}

/**
 * The methods that Table 4 has a time of, in its order from the fastest, each by its first row; and the rate
 * that their printed times would mean on the paper's card, beside the rate of the measured ones. What
 * is not the network's (the fit of [14]) is in the times but not in the operations.
 *
 * @example
 * ```ts
 * import { publishedOrder } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(publishedOrder({ rows: [], stages: [], matmulGflops: 100 }), []);
 * ```
 */
export function publishedOrder(times: RunningTimes): MethodPlace[] {
  const first = times.rows.filter(({ method, published_ms }, i, all) =>
    published_ms !== null && all.findIndex((row) => row.method === method) === i
  );
  const beside = timesOurs(times);
  const rank = (values: readonly number[], value: number) =>
    1 + values.filter((other) => other < value).length;
  return first.map((row) => ({
    method: row.method,
    variant: row.variant,
    printed_rank: rank(first.map(({ published_ms }) => published_ms!), row.published_ms!),
    measured_rank: rank(first.map(({ measured_ms }) => measured_ms), row.measured_ms),
    order: orderOf(
      row.method,
      beside.find(({ method, variant }) => method === row.method && variant === row.variant),
    ),
    printed_tflops: 2 * row.gmac / row.published_ms!,
    measured_tflops: 2 * row.gmac / row.measured_ms,
  })).toSorted((a, b) => a.printed_rank - b.printed_rank);
}

/**
 * What each departure from the printed order is made of, in words: a paragraph for each method that does not
 * stand on the printed side of ours, and one for those that do.
 *
 * @example
 * ```ts
 * import { orderInWords } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(orderInWords({ rows: [], stages: [], matmulGflops: 100 }), []);
 * ```
 */
export function orderInWords(times: RunningTimes): string[] {
  const places = publishedOrder(times);
  const ours = places.find(({ order }) => order === "ours");
  if (!ours) return [];
  const kept = places.filter(({ order }) => order === "as printed").map(({ method }) => method);
  const beside = timesOurs(times);
  const departures = places.flatMap((place) => {
    const row = beside.find(({ method, variant }) =>
      method === place.method && variant === place.variant
    );
    const departs = place.order === "reversed" || place.order === "not told apart";
    return row && departs ? [departure(place, row, ours)] : [];
  });
  const side = kept.length > 0
    ? [`On the printed side of ours: ${kept.join(", ")}.`]
    : ["No method stands on the printed side of ours."];
  return [...side, ...departures];
}

/** Two significant digits, but no fewer than whole numbers. */
const short = (value: number) => value >= 10 ? value.toFixed(0) : value.toPrecision(2);

function departure(place: MethodPlace, row: TimesOurs, ours: MethodPlace): string {
  const { method, variant, order, printed_tflops } = place;
  const measured = order === "reversed" ? row.order : "not told apart from ours";
  const interval = `${row.ci_low.toFixed(2)} to ${row.ci_high.toFixed(2)}`;
  const slower = ours.printed_tflops / printed_tflops;
  return `${method} (${variant}): printed ${short(row.printed_times!)} times ours, measured ` +
    `${row.measured_times.toFixed(2)} [${interval}], ${measured}. ` +
    `It has ${row.multiply_adds_times.toFixed(2)} of our multiply-adds, done at ` +
    `${row.rate_times.toFixed(2)} of our rate, and what lies outside the network makes it ` +
    `${row.outside_times.toFixed(2)} times as long. The printed times would mean ` +
    `${printed_tflops.toPrecision(2)} TFLOPS for it and ${
      ours.printed_tflops.toPrecision(2)
    } for ` +
    `ours on one card: a multiply-add would cost it ${short(slower)} times ours; here it costs ` +
    `${(row.measured_times / row.multiply_adds_times).toFixed(2)} times ours.`;
}
