import { Command, Option } from "commander";
import { VARIANTS } from "../experiments/variants.ts";
import { trainVariant } from "../experiments/train_variant.ts";
import { type StepName, STEPS } from "../training/plan.ts";
import { runCommand } from "./command.ts";
import { wholeNumber } from "./whole_number.ts";

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("train")
      .description(
        "Train a machine with Algorithm 1 on the embedded benchmark. A training that was stopped, " +
          "however it was, goes on when started again.",
      )
      .option("--variant <name>", `what to train: ${Object.keys(VARIANTS).join(", ")}`, "ours")
      .option("--seed <number>", "seed of the initial weights, the batches and the stills", "1")
      .option("--validation", "hold actor S8 out, to choose hyper-parameters on", false)
      .addOption(new Option("--until <step>", "stop after this step").choices(STEPS))
      .option("--shorten <number>", "divide all numbers of updates by this, for a quick look", "1")
      .option("--runs <folder>", "where runs are kept", "runs")
      .option("--fresh", "discard what was trained before and begin anew", false)
      .parse(Deno.args, { from: "user" });
    const options = program.opts<{
      variant: string;
      seed: string;
      validation: boolean;
      shorten: string;
      until?: StepName;
      runs: string;
      fresh: boolean;
    }>();
    const trained = await trainVariant({
      ...options,
      seed: wholeNumber("--seed", options.seed, 0),
      shorten: wholeNumber("--shorten", options.shorten, 1),
    });
    if (trained) console.log(`${trained.path}  sha256 ${trained.sha256}`);
  });
}
