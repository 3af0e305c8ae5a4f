import { Command, InvalidArgumentError } from "commander";
import { join, relative } from "node:path";
import { runNotebooks } from "../notebook/run_folder.ts";
import { runCommand } from "../run_command.ts";

const folder = join(import.meta.dirname!, "../../notebooks");

/** Runs `deno task notebooks` with the given arguments. */
export async function notebooksCommand(args: readonly string[]): Promise<void> {
  const command = new Command("notebooks")
    .description(
      "type-checks the notebooks and runs them with the Deno kernel; fails when a cell fails",
    )
    .argument(
      "[names...]",
      "which notebooks; by default all of notebooks/ but those that measure time",
    )
    .option(
      "--update",
      "rewrite the notebooks with their new outputs, not copies in notebooks/.run/",
    )
    .option("--timeout <seconds>", "longest time for one cell", seconds, 600);
  await command.parseAsync(args, { from: "user" });
  const { update, timeout } = command.opts<{ update?: boolean; timeout: number }>();
  const interruption = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, () => interruption.abort());
  await runNotebooks(folder, command.args, {
    update,
    signal: interruption.signal,
    timeout,
    withheld: ["net", "import"], // the notebooks need no network; everything else a kernel has
    leftOut: (name) => console.log(`left out  ${name}  (it measures time: name it to run it)`),
    report(run, written, unchanged) {
      const state = run.failure ? "FAILED" : "passed";
      const compared = run.failure
        ? ""
        : unchanged
        ? ", the same bytes as before"
        : ", new outputs";
      const summary = `${run.cells} cells, ${run.seconds.toFixed(1)} s${compared}`;
      console.log(`${state}  ${run.name}  (${summary})  ${relative(Deno.cwd(), written)}`);
    },
  });
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("expected a positive number of seconds");
}

if (import.meta.main) await runCommand(() => notebooksCommand(Deno.args));
