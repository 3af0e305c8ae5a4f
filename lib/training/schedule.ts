/** How a step's rate goes: see {@link oneCycle}; or it stays, as the paper's and the released code's. */
export type Schedule = "one-cycle" | "constant";

/** What decides a step's rate. */
export interface Rate {
  /** Updates of the step. */
  readonly updates: number;
  /** The largest rate, or the only one. */
  readonly rate: number;
  /** Default: one-cycle. */
  readonly schedule?: Schedule;
}

/** The rate of an update, counted from 0. */
export function rateAt({ updates, rate, schedule }: Rate, update: number): number {
  return schedule === "constant" ? rate : oneCycle(update, updates, rate);
}

/** Share of a step's updates in which the rate climbs before it falls. */
const WARM_UP = 0.05;

/**
 * The one-cycle rate: climbs from 1/25 of `peak` over the first twentieth of the updates, then falls to
 * nothing along a cosine. The paper keeps 1e-5 for two days on a GPU; with a sliver of that budget a
 * falling rate is worth more than any constant one.
 *
 * @param update from 0 to `updates` - 1
 */
export function oneCycle(update: number, updates: number, peak: number): number {
  const climb = Math.max(1, Math.round(WARM_UP * updates));
  if (update < climb) return peak * (0.04 + 0.96 * (update / climb));
  return peak * 0.5 * (1 + Math.cos(Math.PI * (update - climb) / Math.max(1, updates - climb)));
}
