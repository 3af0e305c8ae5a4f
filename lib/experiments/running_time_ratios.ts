import type { RunningTimeRow, RunningTimes } from "./running_time.ts";

/** A row of Table 4 beside ours that sees as many pictures at once, and what the ratio is made of. */
export interface TimesOurs {
  /** The method. */
  readonly method: string;
  /** How it was run. */
  readonly variant: string;
  /** How many times ours it takes, as printed; null where it is not. */
  readonly printed_times: number | null;
  /** How many times ours it took here, round by round: the median. */
  readonly measured_times: number;
  /** Lower end of its interval. */
  readonly ci_low: number;
  /** Upper end. */
  readonly ci_high: number;
  /** On which side of ours the interval lies. */
  readonly order: "slower than ours" | "faster than ours" | "not told apart";
  /** Its multiply-adds by those of ours. */
  readonly multiply_adds_times: number;
  /** Its multiply-adds a second in the network stage by those of ours. */
  readonly rate_times: number;
  /** Its whole time by its network's, by the same of ours. */
  readonly outside_times: number;
  /** The printed ratio by the measured one; null where none is printed. */
  readonly unexplained: number | null;
}

/** The sum of the medians of a row's network stages, ms a picture. */
function networkMs({ stages }: RunningTimes, { method, variant }: RunningTimeRow): number {
  return stages.filter((each) =>
    each.method === method && each.variant === variant && each.stage === "network"
  ).reduce((sum, { measured_ms }) => sum + measured_ms, 0);
}

/**
 * Every row but those of ours, beside ours: the ratio of the times is `multiply_adds_times` by `rate_times`
 * times `outside_times`, but for the difference of a ratio of medians and a median of ratios.
 *
 * @example
 * ```ts
 * import { timesOurs } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(timesOurs({ rows: [], stages: [], matmulGflops: 100 }), []);
 * ```
 */
export function timesOurs(times: RunningTimes): TimesOurs[] {
  return times.rows.flatMap((row) => {
    const { ours_variant, times_ours, times_low, times_high } = row;
    if (row.method === "ours" || times_ours === null) return [];
    const ours = times.rows.find(({ method, variant }) =>
      method === "ours" && variant === ours_variant
    )!;
    const [network, oursNetwork] = [networkMs(times, row), networkMs(times, ours)];
    const printed = row.published_ms === null ? null : row.published_ms / ours.published_ms!;
    return [{
      method: row.method,
      variant: row.variant,
      printed_times: printed,
      measured_times: times_ours,
      ci_low: times_low!,
      ci_high: times_high!,
      order: times_low! > 1
        ? "slower than ours"
        : times_high! < 1
        ? "faster than ours"
        : "not told apart",
      multiply_adds_times: row.gmac / ours.gmac,
      rate_times: row.gmac / network / (ours.gmac / oursNetwork),
      outside_times: row.measured_ms / network / (ours.measured_ms / oursNetwork),
      unexplained: printed === null ? null : printed / times_ours,
    }];
  });
}
