import { startEngine } from "../engine/engine.ts";
import { matmulPeakGflops } from "../engine/matmul_peak.ts";
import { processorText } from "../engine/processor.ts";
import { multiplyAdds, totalMultiplyAdds } from "../model/multiply_adds.ts";
import { learnedParameters } from "../model/parameter_table.ts";
import { untimed } from "../model/peers/stages.ts";
import { intervalCoverage, medianInterval } from "./median_interval.ts";
import { type StageTime, stopwatch } from "./stopwatch.ts";
import { speedRatio, timing } from "./timing.ts";
import { TIMED_LIN_2017 } from "./timed_methods/lin2017.ts";
import { TIMED_OURS } from "./timed_methods/ours.ts";
import { TIMED_PAVLAKOS_2017 } from "./timed_methods/pavlakos2017.ts";
import type { TimedClip } from "./timed_methods/timed_clip.ts";
import type { MethodVariant, TimedMethod } from "./timed_methods/timed_method.ts";
import { TIMED_TOME_2017 } from "./timed_methods/tome2017.ts";
import { TIMED_ZHOU_2016 } from "./timed_methods/zhou2016.ts";
import { TIMED_ZHOU_2017 } from "./timed_methods/zhou2017.ts";

/**
 * The methods of Table 4, in its order, and [21], which it leaves out. Published on one GTX 1080 and a CPU of
 * 3.4 GHz (section 4.3); framework, batch, and whether cropping counts are not said there.
 */
export const TABLE_4: readonly TimedMethod[] = [
  TIMED_ZHOU_2016,
  TIMED_PAVLAKOS_2017,
  TIMED_ZHOU_2017,
  TIMED_TOME_2017,
  TIMED_LIN_2017,
  TIMED_OURS,
];

/** One way to run a method, measured. */
export interface RunningTimeRow {
  /** The method. */
  readonly method: string;
  /** How it was run. */
  readonly variant: string;
  /** Milliseconds a picture in the paper's Table 4; null where it has none. */
  readonly published_ms: number | null;
  /** Milliseconds a picture: the median over rounds. */
  readonly measured_ms: number;
  /** Lower end of the median's interval; {@link RunningTimeRow.coverage_percent} says how sure it is. */
  readonly ci_low: number;
  /** Upper end. */
  readonly ci_high: number;
  /** 10^9 multiply-adds a picture of its layers' weights, counted while it ran. */
  readonly gmac: number;
  /** Learned numbers. */
  readonly parameters: number;
  /** What computed it. */
  readonly engine: string;
  /** Where. */
  readonly machine: string;
  /** Rounds measured. */
  readonly rounds: number;
  /** With which probability an interval of so many rounds holds the true median, per cent. */
  readonly coverage_percent: number;
  /** Twice `gmac` by the time of the network stages, in per cent of `matmul_gflops`. */
  readonly peak_percent: number;
  /** How often its loops ran, a picture, where the data decide. */
  readonly counts: string;
  /** Its pictures at once or one by one, as ours that it is compared with; null where ours is not measured. */
  readonly ours_variant: string | null;
  /** How many times that way to run ours, in the same round: the median. */
  readonly times_ours: number | null;
  /** Lower end of its interval. */
  readonly times_low: number | null;
  /** Upper end. */
  readonly times_high: number | null;
}

/**
 * The time of one stage of one way to run a method. A GPU computes while the program goes on, so that a
 * stage may be charged with work of those before it whose results it is the first to read.
 */
export interface StageRow {
  /** The method. */
  readonly method: string;
  /** How it was run. */
  readonly variant: string;
  /** The stage. */
  readonly stage: string;
  /** A part of it; empty where it has no parts. */
  readonly part: string;
  /** Milliseconds a picture: the median over rounds. */
  readonly measured_ms: number;
  /** Lower end of the median's interval; {@link RunningTimeRow.coverage_percent} says how sure it is. */
  readonly ci_low: number;
  /** Upper end. */
  readonly ci_high: number;
  /** What computed it. */
  readonly engine: string;
}

/** Table 4 as measured. */
export interface RunningTimes {
  /** A row for each way to run a method. */
  readonly rows: readonly RunningTimeRow[];
  /** Their time by stage. */
  readonly stages: readonly StageRow[];
  /** The largest rate of products of large matrices met between the rounds, 10^9 operations a second. */
  readonly matmulGflops: number;
}

/** How running times are measured. */
export interface RunningTimeOptions {
  /** Seed of all weights (default 1). */
  readonly seed?: number;
  /** Times that everything is run in turn (default 7; from 6 on the interval is of 95 %). */
  readonly rounds?: number;
  /** Rounds before them that do not count, beside the run that counts the multiply-adds (default 0). */
  readonly warmUps?: number;
  /** Side of the matrices whose product gives the peak (default: that of `matmulPeakGflops`). */
  readonly peakSide?: number;
  /** Told after each run how many are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/** A way to run a method, and what was measured of it. */
interface Entry {
  readonly method: TimedMethod;
  readonly variant: MethodVariant;
  readonly gmac: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly times: number[];
  readonly stages: StageTime[][];
}

/**
 * Measures methods on a clip. All ways to run them take turns, so that what else the machine does meets all
 * alike. Time is wall-clock time from the whole pictures to the poses, a picture; weights are random, and
 * what depends on the pose is computed from the true one.
 *
 * @throws {UserError} when no engine is set up
 *
 * @example
 * ```ts
 * import { createRng, measureRunningTimes, timedClip, type TimedMethod } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const run = () => ({ poses: [], counts: { rounds: 3 } });
 * const idle: TimedMethod = {
 *   name: "does nothing", reference: "none", publishedMs: null,
 *   prepare: () => ({ variants: [{ label: "once", params: {}, frames: 1, run }], dispose: () => {} }),
 * };
 * const clip = await timedClip({ frames: 1 });
 * const { rows: [row] } = await measureRunningTimes([idle], clip, { rounds: 1, peakSide: 64 });
 * assertEquals([row.gmac, row.counts], [0, "rounds 3.0"]);
 * ```
 */
export async function measureRunningTimes(
  methods: readonly TimedMethod[],
  clip: TimedClip,
  options: RunningTimeOptions = {},
): Promise<RunningTimes> {
  const { seed = 1, rounds = 7, warmUps = 0, peakSide, progress = () => {} } = options;
  const engine = await startEngine();
  const prepared = methods.map((method) => ({ method, ...method.prepare(clip, seed) }));
  const total = prepared.reduce((sum, { variants }) => sum + variants.length, 0) *
    (1 + warmUps + rounds);
  let done = 0;
  const peaks = [matmulPeakGflops({ side: peakSide })];
  try {
    const entries = prepared.flatMap(({ method, variants }) =>
      variants.map((variant): Entry => {
        let counts = {};
        const layers = multiplyAdds(variant.params, () => {
          counts = variant.run(untimed, 0).counts;
        });
        progress(++done, total);
        const gmac = totalMultiplyAdds(layers) / variant.frames / 1e9;
        return { method, variant, gmac, counts, times: [], stages: [] };
      })
    );
    for (let round = -warmUps; round < rounds; round++) {
      for (const { variant, times, stages } of entries) {
        const watch = stopwatch();
        const start = performance.now();
        variant.run(watch.timed, Math.max(0, round));
        const ms = (performance.now() - start) / variant.frames;
        if (round >= 0) {
          times.push(ms);
          stages.push(watch.times().map((each) => ({ ...each, ms: each.ms / variant.frames })));
        }
        progress(++done, total);
      }
      peaks.push(matmulPeakGflops({ side: peakSide }));
    }
    const matmulGflops = Math.max(...peaks);
    const where = {
      engine: `${engine.name}: ${engine.library}`,
      machine: `${Deno.build.os} ${Deno.build.arch}, ${processorText()}`,
    };
    const ours = entries.filter(({ method }) => method.name === "ours");
    return {
      rows: entries.map((entry) => ({
        ...rowOf(entry, matmulGflops),
        ...timesOurs(entry, ours),
        ...where,
      })),
      stages: entries.flatMap(stageRows).map((row) => ({ ...row, engine: where.engine })),
      matmulGflops,
    };
  } finally {
    prepared.forEach(({ dispose }) => dispose());
  }
}

function rowOf({ method, variant, gmac, counts, times, stages }: Entry, matmulGflops: number) {
  const { median, low, high } = medianInterval(times);
  const network = medianInterval(
    stages.map((all) =>
      all.reduce((sum, { stage, ms }) => stage === "network" ? sum + ms : sum, 0)
    ),
  ).median;
  return {
    method: method.name,
    variant: variant.label,
    published_ms: method.publishedMs,
    measured_ms: median,
    ci_low: low,
    ci_high: high,
    gmac,
    parameters: variant.learned ?? learnedParameters(variant.params),
    rounds: times.length,
    coverage_percent: 100 * intervalCoverage(times.length),
    peak_percent: network > 0 ? 100 * 2 * gmac / (network / 1000) / matmulGflops : 0,
    counts: Object.entries(counts).map(([what, n]) => `${what} ${n.toFixed(1)}`).join(", "),
  };
}

/**
 * Beside ours that sees its pictures at once or one by one, too. By rounds, so that what slows the machine
 * down for a while is in both.
 */
function timesOurs({ variant, times }: Entry, all: readonly Entry[]) {
  const ours = all.find((each) => !each.variant.together === !variant.together);
  if (!ours) return { ours_variant: null, times_ours: null, times_low: null, times_high: null };
  const { median, low, high } = speedRatio(timing(ours.times), timing(times));
  const ours_variant = ours.variant.label;
  return { ours_variant, times_ours: median, times_low: low, times_high: high };
}

function stageRows({ method, variant, stages }: Entry): Omit<StageRow, "engine">[] {
  const first = stages[0] ?? [];
  return first.map(({ stage, part }) => {
    const times = stages.map((all) =>
      all.find((each) => each.stage === stage && each.part === part)?.ms ?? 0
    );
    const { median, low, high } = medianInterval(times);
    const names = { method: method.name, variant: variant.label, stage, part };
    return { ...names, measured_ms: median, ci_low: low, ci_high: high };
  });
}
