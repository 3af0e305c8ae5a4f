// deno task evaluate: the ablation table of a checkpoint, printed and written.
import { Command, Option } from "commander";
import { join } from "node:path";
import { type EngineName, ENGINES } from "../engine/engine_names.ts";
import { UserError } from "../errors.ts";
import { bestOfSweep, correctionSweep, SWEEP_COLUMNS } from "../experiments/correction_sweep.ts";
import { hourglassesIn, validationMachinesIn } from "../experiments/checkpoint_files.ts";
import { evaluable, evaluateCheckpoints } from "../experiments/evaluate_checkpoints.ts";
import { type OpenCheckpoint, openCheckpoint } from "../experiments/open_checkpoint.ts";
import { writePanel } from "../experiments/panel_file.ts";
import { type Columns, writeResultFile } from "../experiments/result_file.ts";
import { storedData } from "../experiments/stored_data.ts";
import { writeProtocolTable } from "../experiments/protocol_table_files.ts";
import { protocolTableText } from "../experiments/protocol_table_text.ts";
import { writeTable3 } from "../experiments/table3_files.ts";
import { table3Text } from "../experiments/table3_text.ts";
import { TABLE_5 } from "../experiments/rows.ts";
import { writeTable5 } from "../experiments/table5_files.ts";
import { table5Text } from "../experiments/table5_text.ts";
import { textTable } from "../experiments/text_table.ts";
import { VALIDATION_POSE2D_COLUMNS, validationPose2d } from "../experiments/validation_pose2d.ts";
import { VALIDATION_COLUMNS, validationTrainings } from "../experiments/validation_trainings.ts";
import { SHIPPED_DATA } from "../model/shipped.ts";
import { runCommand } from "../run_command.ts";

interface EvaluateArguments {
  readonly checkpoint?: string[];
  readonly hourglass?: string;
  readonly from?: string[];
  readonly keep?: string;
  readonly split: "test" | "validation";
  readonly out: string;
  readonly data?: string;
  readonly protocol?: string;
  readonly fps?: number;
  readonly joints?: number;
  readonly engine?: EngineName;
  readonly actions?: string[];
  readonly frames?: number;
  readonly sweep: boolean;
  readonly rate?: number;
  readonly steps?: number;
  readonly update?: "psiC" | "psiC+psiP";
  readonly epsilon?: Limit;
  readonly tau?: Limit;
}

/** Millimetres, or no limit: an option's value cannot be null. */
type Limit = number | "off";

/** A number of the command line. */
function number(name: string): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (value.trim() !== "" && Number.isFinite(parsed)) return parsed;
    throw new UserError(`--${name} is '${value}': expected a number`);
  };
}

/** One more of an option that may be given again. */
function oneMore(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Millimetres, or `off`. */
function limit(name: string): (value: string) => Limit {
  return (value) => value === "off" ? value : number(name)(value);
}

/** The same as the correction has it. */
function orNull(limit: Limit | undefined): number | null | undefined {
  return limit === "off" ? null : limit;
}

async function sweep({ dataset, predictor }: OpenCheckpoint, { out, split }: EvaluateArguments) {
  const lines = correctionSweep(dataset, predictor);
  const paths = await writeResultFile(join(out, "correction_sweep"), SWEEP_COLUMNS, lines);
  console.log(`mm on the ${dataset.name}, ${split} split`);
  console.log(textTable([
    Object.keys(SWEEP_COLUMNS),
    ...lines.map((line) => [
      ...[line.update, line.rules, String(line.rate), line.target],
      ...[line.measured_mm.toFixed(2), `${(100 * line.discarded).toFixed(1)} %`],
    ]),
  ]));
  const best = bestOfSweep(lines);
  console.log(
    `\nbest with the predicted 2D pose: ${best.update}, rules ${best.rules}, rate ${best.rate}`,
  );
  return paths;
}

/** Everything in `from` that may be tried on S8: machines trained without it, and 2D networks. */
async function validate(
  from: readonly string[],
  options: Parameters<typeof validationTrainings>[1] & { log: (line: string) => void },
  out: string,
) {
  const machines = from.flatMap(validationMachinesIn), hourglasses = from.flatMap(hourglassesIn);
  if (machines.length > 0 || hourglasses.length === 0) {
    const lines = await validationTrainings(machines, options);
    await writeAndPrint("validation_trainings", VALIDATION_COLUMNS, lines, { out, ...options });
  }
  const lines = await validationPose2d({ hourglasses, machines }, options);
  await writeAndPrint("validation_pose2d", VALIDATION_POSE2D_COLUMNS, lines, { out, ...options });
}

async function writeAndPrint<Line extends { readonly training: string }>(
  name: string,
  columns: Columns,
  lines: readonly Line[],
  { out, log }: { out: string; log: (line: string) => void },
) {
  const paths = await writeResultFile(join(out, name), columns, lines);
  const [, ...numbers] = Object.keys(columns);
  console.log(textTable([
    ["", ...numbers],
    ...lines.map((line) => [
      line.training.replace("deno task train --variant ", ""),
      ...numbers.map((column) => (line as Record<string, unknown>)[column])
        .map((value) => typeof value === "number" ? value.toFixed(2) : ""),
    ]),
  ]));
  log(`wrote ${paths.join(", ")}`);
}

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("evaluate")
      .description(
        "Evaluate trained checkpoints: all rows of Table 5 that they give, with intervals. Without " +
          "--checkpoint, everything in --from; on the validation split, what was trained for it there.",
      )
      .option(
        "--checkpoint <file>",
        "only this one, and the rows that it gives; may be given again",
        oneMore,
      )
      .option("--hourglass <file>", "the 2D network of the row w/ HG features, with --checkpoint")
      .option(
        "--from <folder>",
        "where the checkpoints are (default: data, what ships); runs has what `train` left; may be given " +
          "again, the last one's files are taken",
        oneMore,
      )
      .addOption(
        new Option("--split <name>", "S9 and S11, or S8").choices(["test", "validation"])
          .default("test"),
      )
      .option(
        "--data <kind:folder>",
        "a prepared data set, as human36m:FOLDER or humaneva:FOLDER; with --checkpoint",
      )
      .option("--protocol <number>", "with human36m: 1, 2 or 3, as the paper numbers them")
      .option(
        "--fps <number>",
        "with --data: frames a second, 2 or 10 (HumanEva-I: 60)",
        number("fps"),
      )
      .option(
        "--joints <number>",
        "with human36m: 17, or the released code's 16",
        number("joints"),
      )
      .option("--out <folder>", "where the tables are written", "figures")
      .option("--keep <folder>", "also keep the scores of each checkpoint, to stand in for it")
      .addOption(new Option("--engine <name>", "numeric engine").choices(ENGINES))
      .option("--actions <names>", "only these, for a quick look", (names) => names.split(","))
      .option("--frames <number>", "only so many of each sequence", number("frames"))
      .option("--rate <number>", "correction: step length", number("rate"))
      .option("--steps <number>", "correction: steps a frame", number("steps"))
      .addOption(
        new Option("--update <weights>", "correction: what the steps change")
          .choices(["psiC", "psiC+psiP"]),
      )
      .option("--epsilon <mm>", "correction: stop below this movement, or off", limit("epsilon"))
      .option("--tau <mm>", "correction: discard above this movement, or off", limit("tau"))
      .option("--sweep", "try the correction's settings instead; use the validation split", false)
      .allowExcessArguments(false)
      .parse(Deno.args, { from: "user" });
    const options = program.opts<EvaluateArguments>();
    const { rate, steps, update, epsilon, tau, checkpoint: checkpoints, hourglass, ...others } =
      options;
    const { from = [SHIPPED_DATA] } = options;
    const { data, protocol, fps, joints, ...rest } = others;
    const correction = { rate, steps, update, epsilon: orNull(epsilon), tau: orNull(tau) };
    const log = (line: string) => console.error(line);
    if (options.sweep) {
      if (checkpoints && checkpoints.length > 1) {
        throw new UserError("--sweep tries one machine: give --checkpoint once");
      }
      const [checkpoint] = checkpoints ?? [];
      const open = await openCheckpoint({ ...rest, checkpoint, correction, log });
      console.error(`wrote ${(await sweep(open, options)).join(", ")}`);
      return;
    }
    if (options.split === "validation" && checkpoints === undefined) {
      await validate(from, { ...rest, correction, log }, options.out);
      return;
    }
    if (data !== undefined && checkpoints === undefined) {
      throw new UserError("--data needs a machine that was trained on it: give --checkpoint, too");
    }
    const stored = data === undefined ? undefined : storedData({ data, protocol, fps, joints });
    const what = checkpoints === undefined
      ? evaluable(...from)
      : { checkpoints, hourglass: () => hourglass };
    const { tables, protocol: table2, table3, curves, panel } = await evaluateCheckpoints({
      ...rest,
      ...what,
      ...{ stored, correction, log },
    });
    const complete = checkpoints === undefined;
    const paths: string[] = [];
    for (const table of tables) {
      const first = table.experiment === TABLE_5;
      paths.push(
        ...await writeTable5(options.out, table, { complete, curves: first ? curves : undefined }),
      );
      console.log(`${table5Text(table, { complete })}\n`);
    }
    if (table2) {
      paths.push(...await writeProtocolTable(options.out, table2));
      console.log(`${protocolTableText(table2)}\n`);
    }
    if (table3) {
      paths.push(...await writeTable3(options.out, table3));
      console.log(`${table3Text(table3)}\n`);
    }
    if (panel) paths.push(writePanel(join(options.out, "panel.json"), panel));
    console.error(`wrote ${paths.length} files to ${options.out}`);
  });
}
