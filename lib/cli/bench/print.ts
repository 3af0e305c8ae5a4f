import { intervalCoverage } from "../../experiments/median_interval.ts";
import type { Timing } from "../../experiments/timing.ts";
import type { Growth } from "./growth.ts";
import type { ModuleCost } from "./modules.ts";
import type { NetworkSpeed } from "./speeds.ts";
import type { StreamingBench } from "./streaming.ts";
import type { UpdateCost } from "./update.ts";

/** A figure as a line: what it is, and in which unit. */
export function figureLine(what: string, value: number, unit: string): string {
  return `${what.padEnd(38)} ${value.toPrecision(4).padStart(9)} ${unit}`;
}

/** Three figures, but no fewer than whole numbers. */
const short = (value: number) => value >= 100 ? value.toFixed(0) : value.toPrecision(3);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** How many rounds a section's medians are of, and how surely their intervals hold the true ones. */
export function roundsLine(section: string, rounds: number): string {
  const sure = percent(intervalCoverage(rounds));
  const few = rounds < 6 ? "; take 6 rounds or more for 95 %" : "";
  return `${section}: medians of ${rounds} rounds, which intervals [from, to] hold with ${sure}${few}`;
}

const NAMES = { infer: "inference of Ψ_R", train: "training of Ψ_R", finetune: "fine-tuning step" };

/** A network's speed, and how it stands to PyTorch's. */
export function speedLines(
  preset: string,
  { work, images, time, imagesPerSecond, shareOfPeak, ratios }: NetworkSpeed,
) {
  const what = `${NAMES[work]}, ${preset}, ${images} at once`;
  const [slowest, fastest] = [time.high, time.low].map((ms) => short(1000 * images / ms));
  const interval = `[${slowest}, ${fastest}]`;
  return [
    figureLine(
      what,
      imagesPerSecond,
      `images/s ${interval}, ${percent(shareOfPeak)} of matMul's rate`,
    ),
    ...Object.entries(ratios).map(([layout, { median, low, high }]) =>
      figureLine(`  by PyTorch, ${layout}`, median, `times [${low.toFixed(2)}, ${high.toFixed(2)}]`)
    ),
  ];
}

const MODULES = { psiR: "Ψ_R", psiT: "Ψ_T", correction: "correction" };
const megabytes = (bytes: number) => (bytes / 1e6).toPrecision(3);

/** A module's cost on a clip as cells: time, interval, share, multiply-adds, rate, weights, memory. */
function cells(
  { time, gmac, shareOfPeak, weightBytes, peakBytes }: ModuleCost,
  whole: number,
): string[] {
  return [
    short(time.median),
    `${short(time.low)}-${short(time.high)}`,
    percent(time.median / whole),
    gmac.toPrecision(4),
    percent(shareOfPeak),
    megabytes(weightBytes),
    megabytes(peakBytes),
  ];
}

const HEADER = ["ms", "from-to", "share", "GMAC", "of matMul", "weights, MB", "peak, MB"];
const row = (first: string, rest: readonly string[]) =>
  `${first.padEnd(28)} ${rest.map((cell) => cell.padStart(11)).join(" ")}`;

/** The modules of a clip as a table. */
export function moduleLines(
  preset: string,
  frames: number,
  modules: readonly ModuleCost[],
): string[] {
  const whole = modules.reduce((sum, { time }) => sum + time.median, 0);
  return [
    row(`${preset}, a clip of ${frames} frames`, HEADER),
    ...modules.map((cost) => row(`  ${MODULES[cost.module]}`, cells(cost, whole))),
  ];
}

/** How they grow, as a table. */
export function growthLines(growth: readonly Growth[]): string[] {
  return growth.flatMap(({ varied, value, modules }, i) => {
    const whole = modules.reduce((sum, { time }) => sum + time.median, 0);
    const head = growth[i - 1]?.varied === varied ? [] : [row(`by ${varied}`, HEADER)];
    return [
      ...head,
      ...modules.map((cost) => row(`  ${value}  ${MODULES[cost.module]}`, cells(cost, whole))),
    ];
  });
}

/** What the optimiser's update takes of training steps, and would take as one operation. */
export function updateLines(preset: string, costs: readonly UpdateCost[]): string[] {
  const ms = ({ median, low, high }: Timing) =>
    `${short(median)} ms [${short(low)}, ${short(high)}]`;
  return costs.map(({ step, parameters, composed, operation, share }) =>
    `Adam's update of ${parameters} numbers, ${preset}, step ${step}: ${ms(composed)}, ` +
    `${percent(share)} of it` + (operation ? `; as one operation ${ms(operation)}` : "")
  );
}

/** A stream's cost along it. */
export function streamLines(preset: string, stream: StreamingBench): string[] {
  const { frames, msByTenth, oldByFresh, heldBytes, heldBytesByTenth, tensors } = stream;
  const list = (values: readonly number[], digits: number) =>
    values.map((value) => value.toFixed(digits)).join("  ");
  const megabytes = heldBytesByTenth.map((bytes) => bytes / 1e6);
  return [
    `a stream of ${frames} frames, ${preset}, one at a time, tenth by tenth`,
    `  median ms a frame               ${list(msByTenth, 1)}`,
    `  by a stream just begun, in turns ${list(oldByFresh, 3)}`,
    `  MB in use (${(heldBytes / 1e6).toFixed(0)} after 100 frames)  ${list(megabytes, 0)}`,
    `  resident at the end ${(stream.residentBytes / 1e6).toFixed(0)} MB; tensors: ${
      tensors[0]
    } after 100 frames, ` +
    `${tensors[1]} at the end`,
  ];
}
