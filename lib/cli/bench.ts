// deno task bench: how fast this machine does what the method asks for.
import { Command } from "commander";
import { startEngine } from "../engine/engine.ts";
import { preset } from "../model/presets.ts";
import { benchBatches } from "./bench/batches.ts";
import { benchCorrection } from "./bench/correction.ts";
import { benchPreparing } from "./bench/preparing.ts";
import { benchRendering } from "./bench/rendering.ts";
import { benchTraining } from "./bench/training.ts";
import { runCommand } from "./command.ts";

await runCommand(async () => {
  const program = new Command("bench")
    .description(
      "Measure training, inference, correction, rendering and reading; on a quiet machine.",
    )
    .option("--json", "one JSON object instead of lines", false)
    .option("--preset <name>", "size of the machine", "small")
    .option("--loop-frames <number>", "frames that the slow correction loop is timed on", "100")
    .allowExcessArguments(false)
    .parse(Deno.args, { from: "user" });
  const { json, preset: name, loopFrames } = program.opts<
    { json: boolean; preset: string; loopFrames: string }
  >();
  const config = preset(name);
  const engine = await startEngine();
  const large = config.imageSize > 128;
  const training = benchTraining(config, large ? { batch: 2, steps: 1, rounds: 2 } : {});
  const correction = benchCorrection({
    units: config.projector.units,
    frames: 1000,
    loopFrames: Number(loopFrames),
  });
  const figures = {
    engine: engine.name,
    preset: name,
    train_images_per_s: training.trainImagesPerSecond,
    infer_images_per_s: training.inferImagesPerSecond,
    correct_frames_per_s: correction.framesPerSecond,
    correct_loop_frames_per_s: correction.loopFramesPerSecond,
    correct_speedup: correction.speedup,
    correct_largest_difference_mm: correction.largestDifference,
    correct_mean_difference_mm: correction.meanDifference,
    render_images_per_s: await benchRendering({ imageSize: config.imageSize }),
    prepare_frames_per_s: await benchPreparing({ imageSize: config.imageSize }),
    batch_images_per_s: await benchBatches({ imageSize: config.imageSize }),
  };
  if (json) return console.log(JSON.stringify(figures));
  const line = (what: string, value: number, unit: string) =>
    console.log(`${what.padEnd(34)} ${value.toPrecision(4).padStart(9)} ${unit}`);
  console.log(`engine ${engine.name}, preset ${name} (${config.imageSize} px)`);
  line("training of Ψ_R", figures.train_images_per_s, "images/s");
  line("inference of Ψ_R", figures.infer_images_per_s, "images/s");
  line("correction, batched", figures.correct_frames_per_s, "frames/s");
  line("correction, one frame at a time", figures.correct_loop_frames_per_s, "frames/s");
  line("  batched is faster by", figures.correct_speedup, "times");
  line("  and differs by at most", figures.correct_largest_difference_mm, "mm");
  line(
    `rendering on ${navigator.hardwareConcurrency} cores`,
    figures.render_images_per_s,
    "images/s",
  );
  line("cutting crops out of videos", figures.prepare_frames_per_s, "frames/s");
  line("reading batches from disk", figures.batch_images_per_s, "images/s");
});
