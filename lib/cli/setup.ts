// deno task setup: chooses and builds the numeric engine. Every other task runs it first.
import { Command } from "commander";
import { parseEngineName } from "../engine/engine_names.ts";
import { thisMachine } from "../engine/machine.ts";
import { setUp } from "../engine/set_up.ts";
import { runCommand } from "../run_command.ts";

interface Options {
  engine?: string;
  cuda?: boolean;
  force?: boolean;
}

const command = new Command("setup")
  .description("Choose, build and test the numeric engine (skipped when it is done)")
  .option("--engine <name>", "this engine and no other: native, prebuilt, wasm, webgpu or cpu")
  .option("--cuda", "libtensorflow for NVIDIA GPUs: downloads several gigabytes with pip")
  .option("--no-cuda", "libtensorflow for the CPU again")
  .option("--force", "do it again, for example once a compiler is installed")
  .allowExcessArguments(false)
  .action((options: Options) =>
    runCommand(async () => {
      const { engine: name, cuda, force } = options;
      const asked = name ?? Deno.env.get("POSEMACHINE_ENGINE");
      const source = name === undefined ? "POSEMACHINE_ENGINE" : "--engine";
      const engine = asked ? parseEngineName(asked, source) : undefined;
      const record = await setUp(thisMachine(), { engine, cuda, force });
      if (engine === undefined && record.passedOver.length > 0) {
        const over = record.passedOver.map((one) => one.engine).join(" and ");
        console.error(
          `engine: ${record.engine} (${over} passed over: see \`deno task doctor\`; ` +
            "`deno task setup --force` tries again)",
        );
      }
    })
  );
await command.parseAsync(["deno", "setup", ...Deno.args]);
