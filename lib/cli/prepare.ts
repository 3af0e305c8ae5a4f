// deno task prepare: a data set's official files, made ready for training and evaluation.
import { SingleBar } from "cli-progress";
import { Command, Option } from "commander";
import { prepareHuman36m, type PrepareHuman36mOptions } from "../data/human36m/prepare_human36m.ts";
import { PROTOCOL_NUMBERS, type ProtocolNumber } from "../data/human36m/protocols.ts";
import { HUMANEVA_ACTIONS, type HumanevaAction } from "../data/humaneva/names.ts";
import { prepareHumaneva, type PrepareHumanevaOptions } from "../data/humaneva/prepare_humaneva.ts";
import { prepareMpii } from "../data/mpii/prepare_mpii.ts";
import type { Prepared } from "../data/prepared/prepare.ts";
import type { PrepareOfficialOptions } from "../data/prepared/prepare_official.ts";
import { UserError } from "../errors.ts";
import { duration } from "../training/progress.ts";
import { runCommand } from "../run_command.ts";
import { wholeNumber } from "./whole_number.ts";

type Human36mArguments = Omit<PrepareHuman36mOptions, "signal" | "log" | "progress">;
type HumanevaArguments = Omit<PrepareHumanevaOptions, "signal" | "log" | "progress">;

const list = (text: string) => text.split(",").map((word) => word.trim());
const number = (option: string) => (text: string) => wholeNumber(option, text, 1);

function protocolNumbers(text: string): ProtocolNumber[] {
  return list(text).map((name) => {
    const known = PROTOCOL_NUMBERS.find((number) => number === name);
    if (known) return known;
    throw new UserError(
      `--protocols has '${name}': expected some of ${PROTOCOL_NUMBERS.join(", ")}`,
    );
  });
}

/** A bar on a terminal; elsewhere a line now and then. `files` says what they hold, such as `sequences`. */
function progressBar(files: string) {
  const began = performance.now();
  let last = began;
  const bar = Deno.stderr.isTerminal()
    ? new SingleBar({ format: `{bar} {value}/{total} ${files}  {speed} crops/s  {left} left` })
    : undefined;
  return {
    update(done: number, total: number, frames: number) {
      const seconds = (performance.now() - began) / 1000;
      const speed = (frames / seconds).toFixed(0);
      const left = duration(seconds / done * (total - done));
      if (bar) {
        if (!bar.isActive) bar.start(total, 0, { speed, left });
        bar.setTotal(total);
        bar.update(done, { speed, left });
        return;
      }
      if (performance.now() - last < 10_000 && done < total) return;
      last = performance.now();
      console.error(`${done}/${total} ${files}  ${speed} crops/s  ${left} left`);
    },
    stop: () => bar?.stop(),
  };
}

/**
 * Runs a preparation that a key stops, and says what came of it.
 *
 * @param words what its files and the crops in them are
 */
async function run(
  to: string,
  prepare: (told: Pick<PrepareOfficialOptions, "signal" | "log" | "progress">) => Promise<Prepared>,
  words: { readonly files: string; readonly crops: string } = {
    files: "sequences",
    crops: "frames",
  },
) {
  const bar = progressBar(words.files);
  const stop = new AbortController();
  Deno.addSignalListener(
    "SIGINT",
    () => stop.abort(new UserError("Stopped; the same command goes on")),
  );
  try {
    const log = (line: string) => console.error(line);
    const { sequences, frames, failed } = await prepare({
      signal: stop.signal,
      log,
      progress: bar.update,
    });
    bar.stop();
    console.log(`${sequences} ${words.files}, ${frames} ${words.crops} made in ${to}`);
    if (failed.length > 0) {
      const reasons = failed.map(({ id, error }) => `  ${id}: ${error}`).join("\n");
      throw new UserError(
        `${failed.length} ${words.files} could not be made; the others are whole:\n${reasons}`,
      );
    }
  } finally {
    bar.stop();
  }
}

/** The actions of HumanEva-I that are named, commas between. */
function humanevaActions(text: string): HumanevaAction[] {
  return list(text).map((name) => {
    const known = HUMANEVA_ACTIONS.find((action) => action === name);
    if (known) return known;
    throw new UserError(
      `--actions has '${name}': expected some of ${HUMANEVA_ACTIONS.join(", ")}`,
    );
  });
}

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("prepare")
      .description(
        "Make a data set's official files ready. Stopped at any moment, it goes on when started again.",
      );
    program.command("human36m")
      .description(
        "Human3.6M, from the site's archives or their extracted folders and metadata.xml",
      )
      .requiredOption("--from <folder>", "where the archives, or the folders S1, S5, …, are")
      .requiredOption("--to <folder>", "where the prepared data set is to be")
      .option("--size <px>", "side of the square crops", number("--size"), 368)
      .option("--protocols <numbers>", "whose frames, commas between", protocolNumbers, [
        ...PROTOCOL_NUMBERS,
      ])
      .option(
        "--fps <number>",
        "frames a second: 2 (the paper) or 10 (its code)",
        number("--fps"),
        2,
      )
      .option("--actions <names>", "only these, commas between", list)
      .addOption(
        new Option("--poses <kind>", "each subject's own bones, or one skeleton for all")
          .choices(["mono", "universal"]).default("mono"),
      )
      .addOption(
        new Option("--crop <rule>", "squares round the data set's boxes, or round the joints")
          .choices(["boxes", "joints"]).default("boxes"),
      )
      .option("--name <text>", "what tables call it", "Human3.6M")
      .option("--jobs <number>", "videos at a time (default: one a core)", number("--jobs"))
      .action((options: Human36mArguments) =>
        run(options.to, (told) => prepareHuman36m({ ...options, ...told }))
      );
    program.command("humaneva")
      .description(
        "HumanEva-I, from its own folders and what VideoPose3D's ConvertHumanEva.m makes of them",
      )
      .requiredOption("--from <folder>", "where converted_15j and the folders S1, S2, S3 are")
      .requiredOption("--to <folder>", "where the prepared data set is to be")
      .option("--size <px>", "side of the square crops", number("--size"), 368)
      .option("--fps <number>", "frames a second: 60 (the paper) or fewer", number("--fps"), 60)
      .option("--actions <names>", "these in place of Walking,Jog,Box", humanevaActions)
      .option("--name <text>", "what tables call it", "HumanEva-I")
      .option("--jobs <number>", "videos at a time (default: one a core)", number("--jobs"))
      .action((options: HumanevaArguments) =>
        run(options.to, (told) => prepareHumaneva({ ...options, ...told }))
      );
    program.command("mpii")
      .description("MPII as 2D stills, from its annotation (.mat, or annot/*.json) and pictures")
      .requiredOption("--from <folder>", "where the annotation and the pictures are")
      .requiredOption("--to <folder>", "where the prepared stills are to be")
      .option("--size <px>", "side of the square crops", number("--size"), 368)
      .option("--name <text>", "what trained files call it", "MPII")
      .option("--jobs <number>", "files at a time (default: one a core)", number("--jobs"))
      .action((options: PrepareOfficialOptions) =>
        run(options.to, async (told) => {
          const { files, people, failed } = await prepareMpii({ ...options, ...told });
          return { sequences: files, frames: people, failed };
        }, { files: "files of stills", crops: "people" })
      );
    await program.parseAsync(Deno.args, { from: "user" });
  });
}
