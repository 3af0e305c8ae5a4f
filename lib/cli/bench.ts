// deno task bench: how fast this machine does what the method asks for.
import { Command } from "commander";
import { startEngine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { intervalCoverage } from "../experiments/median_interval.ts";
import type { MachineConfig } from "../model/config.ts";
import { PAPER, preset } from "../model/presets.ts";
import { PAPER_RECIPE, SMALL_RECIPE } from "../training/recipe.ts";
import { benchBatches } from "./bench/batches.ts";
import { benchCorrection } from "./bench/correction.ts";
import { benchGrowth } from "./bench/growth.ts";
import { benchModules, costFigures } from "./bench/modules.ts";
import type { NetworkBatch } from "./bench/networks.ts";
import { benchPreparing } from "./bench/preparing.ts";
import {
  figureLine,
  growthLines,
  moduleLines,
  roundsLine,
  speedLines,
  streamLines,
  updateLines,
} from "./bench/print.ts";
import { type PytorchPeer, startPytorch } from "./bench/pytorch_peer.ts";
import { benchRendering } from "./bench/rendering.ts";
import { benchNetworks, type NetworkSpeeds } from "./bench/speeds.ts";
import { benchStreaming } from "./bench/streaming.ts";
import { benchUpdate } from "./bench/update.ts";
import { runCommand } from "../run_command.ts";
import { wholeNumber } from "./whole_number.ts";

/** Parts of the bench by name, in the order in which they run. */
const SECTIONS = [
  ...["networks", "paper", "modules", "update", "growth", "correction", "streaming"],
  ...["rendering", "preparing", "batches"],
] as const;
/** What runs unless `--only` says otherwise: growth and streaming take minutes. */
const USUAL = SECTIONS.filter((section) => !["growth", "streaming"].includes(section));

interface BenchOptions {
  readonly json: boolean;
  readonly preset: string;
  readonly loopFrames: number;
  readonly rounds: number;
  readonly only?: string[];
  readonly peer?: string;
  readonly python: string;
  readonly streamFrames?: number;
}

const isLarge = ({ imageSize }: MachineConfig) => imageSize > 128;
const recipeOf = (config: MachineConfig) => isLarge(config) ? PAPER_RECIPE : SMALL_RECIPE;

/** What one go takes: as one update of the preset's recipe does, and 64 pictures that a CPU holds. */
function batchOf(config: MachineConfig): NetworkBatch {
  const { clips, frames, stills } = recipeOf(config).finetune;
  return { images: isLarge(config) ? 2 : 64, clips, frames, stills };
}

/** `--json` names: `train_images_per_s`, `train_share_of_peak`, `ratio_train`, `ratio_train_channels_last`, … */
function speedFigures({ speeds }: NetworkSpeeds, prefix = ""): Record<string, number> {
  const entries = speeds.flatMap(({ work, images, time, imagesPerSecond, ...rest }) => [
    [`${prefix}${work}_images_per_s`, imagesPerSecond],
    [`${prefix}${work}_images_per_s_low`, 1000 * images / time.high],
    [`${prefix}${work}_images_per_s_high`, 1000 * images / time.low],
    [`${prefix}${work}_gmac`, rest.gmac],
    [`${prefix}${work}_share_of_peak`, rest.shareOfPeak],
    ...Object.entries(rest.ratios).flatMap(([layout, { median, low, high }]) => {
      const name = `ratio_${prefix}${work}${layout === "contiguous" ? "" : `_${layout}`}`;
      return [[name, median], [`${name}_low`, low], [`${name}_high`, high]];
    }),
  ]);
  return Object.fromEntries(entries);
}

function sections(text: string): string[] {
  return text.split(",").map((name) => {
    if (SECTIONS.some((section) => section === name.trim())) return name.trim();
    throw new UserError(`--only has '${name}': expected some of ${SECTIONS.join(", ")}`);
  });
}

async function bench(options: BenchOptions, peer: PytorchPeer | undefined) {
  const { json, preset: name, loopFrames, rounds, only = USUAL } = options;
  const config = preset(name);
  const engine = await startEngine();
  const figures: Record<string, unknown> = { engine: engine.name, preset: name };
  if (peer) figures.peer = `PyTorch ${peer.version}, ${peer.threads} threads`;
  const say = (lines: readonly string[]) => {
    if (!json) lines.forEach((line) => console.log(line));
  };
  const add = (key: string, value: number, what: string, unit: string) => {
    figures[key] = value;
    say([figureLine(what, value, unit)]);
  };
  const wanted = (section: typeof SECTIONS[number]) => only.includes(section);
  say([`engine ${engine.name}${peer ? `, beside ${figures.peer}` : ""}`]);
  const works = ["infer", "train", "finetune"] as const;
  /** What a section's medians are worth: its rounds and its intervals' coverage. */
  const told = (section: string, count: number) => {
    const sections = figures.rounds as Record<string, unknown>;
    sections[section] = { rounds: count, interval_coverage: intervalCoverage(count) };
    say([roundsLine(section, count)]);
    return count;
  };
  figures.rounds = {};
  const few = Math.min(rounds, 6); // of what takes seconds
  let peak = 0;
  if (wanted("networks")) {
    const batch = batchOf(config), count = told("networks", rounds);
    const speeds = await benchNetworks(config, { works, batch, rounds: count, peer });
    Object.assign(figures, speedFigures(speeds));
    say(speeds.speeds.flatMap((speed) => speedLines(name, speed)));
    peak = speeds.matmulPeakGflops;
  }
  if (wanted("paper")) {
    const batch = batchOf(PAPER), count = told("paper", few);
    const speeds = await benchNetworks(PAPER, { works, batch, rounds: count, peer, peak });
    Object.assign(figures, speedFigures(speeds, "paper_"));
    say(speeds.speeds.flatMap((speed) => speedLines("paper", speed)));
    peak = speeds.matmulPeakGflops;
    figures.paper_share_of_peak = speeds.speeds[0].shareOfPeak;
  }
  if (wanted("modules")) {
    const clips = [[config, batchOf(config).frames], [PAPER, batchOf(PAPER).frames]] as const;
    const costs: Record<string, unknown> = figures.modules = {};
    const count = told("modules", few);
    for (const [shape, frames] of name === "paper" ? clips.slice(1) : clips) {
      const measured = await benchModules(shape, { frames, rounds: count, peak });
      costs[shape.preset] = measured.modules.map(costFigures);
      say(moduleLines(shape.preset, frames, measured.modules));
      peak = measured.matmulPeakGflops;
    }
  }
  if (wanted("update")) {
    const count = told("update", rounds);
    const { images } = batchOf(config);
    const costs = await benchUpdate(config, { images, recipe: recipeOf(config), rounds: count });
    figures.update = costs.map(({ step, parameters, share, whole, composed, operation }) => ({
      ...{ step, parameters, share, step_ms: whole.median },
      ...{ ms: composed.median, ms_low: composed.low, ms_high: composed.high },
      ...(operation && {
        operation_ms: operation.median,
        operation_ms_low: operation.low,
        operation_ms_high: operation.high,
      }),
    }));
    say(updateLines(name, costs));
  }
  if (wanted("growth")) {
    const { growth, matmulPeakGflops } = await benchGrowth(config, {
      ...{ frames: 16, rounds: told("growth", few), peak },
    });
    figures.growth = growth.map(({ modules, ...rest }) => ({
      ...rest,
      modules: modules.map(costFigures),
    }));
    say(growthLines(growth));
    peak = matmulPeakGflops;
  }
  if (peak > 0) add("matmul_peak_gflops", peak, "matMul's rate, the largest met", "GFLOPS");
  if (wanted("correction")) {
    const { units } = config.projector;
    const correction = benchCorrection({ units, frames: 1000, loopFrames });
    const { framesPerSecond, loopFramesPerSecond, speedup } = correction;
    add("correct_frames_per_s", framesPerSecond, "correction, batched", "frames/s");
    const loop = "correction, one frame at a time";
    add("correct_loop_frames_per_s", loopFramesPerSecond, loop, "frames/s");
    add("correct_speedup", speedup, "  batched is faster by", "times");
    const { largestDifference, meanDifference } = correction;
    add("correct_largest_difference_mm", largestDifference, "  and differs by at most", "mm");
    add("correct_mean_difference_mm", meanDifference, "  in the mean by", "mm");
  }
  if (wanted("streaming")) {
    const frames = options.streamFrames ?? (isLarge(config) ? 300 : 10_000);
    const stream = await benchStreaming(config, { frames });
    figures.streaming = stream;
    say(streamLines(name, stream));
  }
  const { imageSize } = config;
  if (wanted("rendering")) {
    const what = `rendering on ${navigator.hardwareConcurrency} cores`;
    add("render_images_per_s", await benchRendering({ imageSize }), what, "images/s");
  }
  if (wanted("preparing")) {
    const value = await benchPreparing({ imageSize });
    add("prepare_frames_per_s", value, "cutting given squares out of videos", "frames/s");
  }
  if (wanted("batches")) {
    const value = await benchBatches({ imageSize });
    add("batch_images_per_s", value, "reading batches from disk", "images/s");
  }
  if (json) console.log(JSON.stringify(figures));
}

await runCommand(async () => {
  const number = (option: string) => (text: string) => wholeNumber(option, text, 1);
  const program = new Command("bench")
    .description(
      "Measure training, inference, correction, rendering and reading; on a quiet machine.",
    )
    .option("--json", "one JSON object instead of lines", false)
    .option("--preset <name>", "size of the machine", "small")
    .option("--only <sections>", `of ${SECTIONS.join(", ")}; commas between`, sections)
    .option("--rounds <number>", "times that each network is measured", number("--rounds"), 11)
    .option("--peer <name>", "pytorch: time the same networks there, in turns with ours")
    .option("--python <program>", "a Python with torch, for --peer", "python3")
    .option(
      "--loop-frames <number>",
      "frames that the slow correction loop is timed on",
      number("--loop-frames"),
      100,
    )
    .option(
      "--stream-frames <number>",
      "length of the stream (default: 10000, or 300 of large pictures)",
      number("--stream-frames"),
    )
    .allowExcessArguments(false)
    .parse(Deno.args, { from: "user" });
  const options = program.opts<BenchOptions>();
  if (options.peer !== undefined && options.peer !== "pytorch") {
    throw new UserError(`--peer is '${options.peer}': expected pytorch`);
  }
  const peer = options.peer ? await startPytorch(options.python) : undefined;
  try {
    await bench(options, peer);
  } finally {
    await peer?.close();
  }
});
