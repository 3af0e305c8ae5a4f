// deno task prepare: a data set's official files, made ready for training and evaluation.
import { SingleBar } from "cli-progress";
import { Command, Option } from "commander";
import { prepareHuman36m } from "../data/human36m/prepare_human36m.ts";
import { PROTOCOL_NUMBERS, type ProtocolNumber } from "../data/human36m/protocols.ts";
import { UserError } from "../errors.ts";
import { duration } from "../training/progress.ts";
import { runCommand } from "./command.ts";
import { wholeNumber } from "./whole_number.ts";

interface Human36mArguments {
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly protocols: ProtocolNumber[];
  readonly fps: number;
  readonly actions?: string[];
  readonly name: string;
  readonly poses: "mono" | "universal";
  readonly crop: "boxes" | "joints";
  readonly jobs?: number;
}

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

/** A bar on a terminal; elsewhere a line now and then. */
function progressBar() {
  const began = performance.now();
  let last = began;
  const bar = Deno.stderr.isTerminal()
    ? new SingleBar({ format: "{bar} {value}/{total} sequences  {speed} crops/s  {left} left" })
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
      console.error(`${done}/${total} sequences  ${speed} crops/s  ${left} left`);
    },
    stop: () => bar?.stop(),
  };
}

async function human36m(options: Human36mArguments) {
  const bar = progressBar();
  const stop = new AbortController();
  Deno.addSignalListener(
    "SIGINT",
    () => stop.abort(new UserError("Stopped; the same command goes on")),
  );
  try {
    const { sequences, frames, failed } = await prepareHuman36m({
      ...options,
      signal: stop.signal,
      log: (line) => console.error(line),
      progress: bar.update,
    });
    bar.stop();
    console.log(`${sequences} sequences, ${frames} frames made in ${options.to}`);
    if (failed.length > 0) {
      const reasons = failed.map(({ id, error }) => `  ${id}: ${error}`).join("\n");
      throw new UserError(
        `${failed.length} sequences could not be made; the others are whole:\n${reasons}`,
      );
    }
  } finally {
    bar.stop();
  }
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
      .action(human36m);
    await program.parseAsync(Deno.args, { from: "user" });
  });
}
