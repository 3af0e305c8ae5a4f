// deno task ship: a trained file in the compact form that the repository keeps.
import { Command } from "commander";
import { startEngine } from "../engine/engine.ts";
import { writeCompact } from "../model/compact_file.ts";
import { runCommand } from "../run_command.ts";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

if (import.meta.main) {
  await runCommand(async () => {
    const program = new Command("ship")
      .description(
        "Rewrite a trained machine, hourglass or conference version compactly, to be kept in data/.",
      )
      .requiredOption("--checkpoint <file>", "full-precision file that deno task train wrote")
      .requiredOption("--to <file>", "compact file to write")
      .option("--force", "replace a file of other content", false)
      .allowExcessArguments(false)
      .parse(Deno.args, { from: "user" });
    const { checkpoint, to, force } = program.opts<
      { checkpoint: string; to: string; force: boolean }
    >();
    await startEngine();
    const { bytes, sourceBytes, sha256 } = writeCompact(checkpoint, to, { force });
    console.log(`${checkpoint}  ${megabytes(sourceBytes)}`);
    console.log(`${to}  ${megabytes(bytes)}  sha256 ${sha256}`);
  });
}
