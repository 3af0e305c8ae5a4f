// deno task evaluate: the ablation table of a checkpoint, printed and written.
import { Command, Option } from "commander";
import { join } from "node:path";
import { type EngineName, ENGINES } from "../engine/engine_names.ts";
import { UserError } from "../errors.ts";
import { bestOfSweep, correctionSweep, SWEEP_COLUMNS } from "../experiments/correction_sweep.ts";
import { type OpenModel, openModel } from "../experiments/open_checkpoint.ts";
import { panelFrames } from "../experiments/panel.ts";
import { writePanel } from "../experiments/panel_file.ts";
import { writeResultFile } from "../experiments/result_file.ts";
import { runTable5 } from "../experiments/table5.ts";
import { writeTable5 } from "../experiments/table5_files.ts";
import { table5Text } from "../experiments/table5_text.ts";
import { textTable } from "../experiments/text_table.ts";
import { runCommand } from "./command.ts";

interface EvaluateOptions {
  readonly checkpoint?: string;
  readonly split: "test" | "validation";
  readonly out: string;
  readonly engine?: EngineName;
  readonly actions?: string[];
  readonly frames?: number;
  readonly sweep: boolean;
  readonly rate?: number;
  readonly steps?: number;
  readonly update?: "psiC" | "psiC+psiP";
  readonly epsilon?: number | null;
  readonly tau?: number | null;
}

/** A number of the command line. */
function number(name: string): (value: string) => number {
  return (value) => {
    const parsed = Number(value);
    if (value.trim() !== "" && Number.isFinite(parsed)) return parsed;
    throw new UserError(`--${name} is '${value}': expected a number`);
  };
}

/** Millimetres, or `off`. */
function limit(name: string): (value: string) => number | null {
  return (value) => value === "off" ? null : number(name)(value);
}

async function sweep({ dataset, predictor }: OpenModel, { out, split }: EvaluateOptions) {
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

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("evaluate")
      .description("Evaluate a checkpoint: the rows of Table 5 that it gives, with intervals.")
      .option("--checkpoint <file>", "machine to evaluate (default: the shipped one)")
      .addOption(
        new Option("--split <name>", "S9 and S11, or S8").choices(["test", "validation"])
          .default("test"),
      )
      .option("--out <folder>", "where the tables are written", "figures")
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
    const options = program.opts<EvaluateOptions>();
    const { rate, steps, update, epsilon, tau, ...where } = options;
    const open = await openModel({
      ...where,
      correction: { rate, steps, update, epsilon, tau },
      log: (line) => console.error(line),
    });
    if (options.sweep) {
      console.error(`wrote ${(await sweep(open, options)).join(", ")}`);
      return;
    }
    const table = runTable5(open.dataset, open.predictor, open.provenance);
    const paths = await writeTable5(options.out, table);
    if (open.record.variant === "ours") {
      const panel = panelFrames(table, open.dataset, open.predictor);
      paths.push(writePanel(join(options.out, "panel.json"), panel));
    }
    console.log(table5Text(table));
    console.error(`wrote ${paths.join(", ")}`);
  });
}
