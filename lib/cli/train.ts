import { Command, Option } from "commander";
import { UserError } from "../errors.ts";
import { storedData } from "../experiments/stored_data.ts";
import { storedStills } from "../experiments/stored_stills.ts";
import { PRESET_NAMES, type PresetName, VARIANTS } from "../experiments/variants.ts";
import { trainVariant } from "../experiments/train_variant.ts";
import { type StepName, STEPS } from "../training/plan.ts";
import { runCommand } from "../run_command.ts";
import { wholeNumber } from "./whole_number.ts";

/** One more change of the recipe. */
function change(text: string, before: Readonly<Record<string, number>>) {
  const [, place, number] = /^([\w.]+)=(.+)$/.exec(text) ?? [];
  const value = Number(number);
  if (number?.trim() && Number.isFinite(value)) return { ...before, [place]: value };
  throw new UserError(
    `--set is '${text}': expected a place and a number, as projector.dropout=0.1`,
  );
}

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("train")
      .description(
        "Train a machine with Algorithm 1, on the embedded benchmark or on a data set that " +
          "'deno task prepare' made. A training that was stopped, however it was, goes on when " +
          "started again.",
      )
      .option("--variant <name>", `what to train: ${Object.keys(VARIANTS).join(", ")}`, "ours")
      .option("--seed <number>", "seed of the initial weights, the batches and the stills", "1")
      .addOption(
        new Option("--preset <name>", "size of the machine").choices(PRESET_NAMES).default("small"),
      )
      .option("--data <kind:folder>", "a prepared data set, as human36m:FOLDER or humaneva:FOLDER")
      .option("--protocol <number>", "with human36m: 1, 2 or 3, as the paper numbers them")
      .option(
        "--fps <number>",
        "with --data: frames a second, 2 (the paper) or 10 (its code); HumanEva-I: 60",
      )
      .option("--actions <names>", "with --data: train on these alone, commas between")
      .option("--joints <number>", "with human36m: 17 (default), or the released code's 16")
      .option(
        "--stills <kind:folder>",
        "2D stills: rendered, or prepared as mpii:FOLDER",
        "rendered",
      )
      .option(
        "--validation",
        "hold actor S8 (HumanEva-I: S3) out, to choose hyper-parameters on",
        false,
      )
      .addOption(new Option("--until <step>", "stop after this step").choices(STEPS))
      .option("--shorten <number>", "divide all numbers of updates by this, for a quick look", "1")
      .option(
        "--set <place=number>",
        "another number of the recipe, such as projector.dropout=0.1; may be given again",
        change,
        {},
      )
      .option("--runs <folder>", "where runs are kept", "runs")
      .option("--fresh", "discard what was trained before and begin anew", false)
      .parse(Deno.args, { from: "user" });
    const { data, protocol, fps, actions, joints, stills, ...options } = program.opts<{
      preset: PresetName;
      data?: string;
      protocol?: string;
      fps?: string;
      actions?: string;
      joints?: string;
      stills: string;
      variant: string;
      seed: string;
      validation: boolean;
      shorten: string;
      set: Readonly<Record<string, number>>;
      until?: StepName;
      runs: string;
      fresh: boolean;
    }>();
    if (data === undefined && (protocol ?? fps ?? actions ?? joints) !== undefined) {
      throw new UserError(
        "--protocol, --fps, --actions and --joints belong to a data set: give --data, too",
      );
    }
    const trained = await trainVariant({
      ...options,
      data: data === undefined ? undefined : storedData({
        ...{ data, protocol },
        fps: fps === undefined ? undefined : wholeNumber("--fps", fps, 1),
        actions: actions?.split(","),
        joints: joints === undefined ? undefined : wholeNumber("--joints", joints, 1),
      }),
      stills: storedStills(stills),
      seed: wholeNumber("--seed", options.seed, 0),
      shorten: wholeNumber("--shorten", options.shorten, 1),
    });
    if (trained) console.log(`${trained.path}  sha256 ${trained.sha256}`);
  });
}
