// deno task parameters: how many parameters each layer of a preset has.
import { Command } from "commander";
import { startEngine } from "../engine/engine.ts";
import { formatParameterTable, parameterTable } from "../model/parameter_table.ts";
import { preset } from "../model/presets.ts";
import { runCommand } from "../run_command.ts";

const command = new Command("parameters")
  .description("Print how many parameters each layer of a preset has")
  .option("--preset <name>", "paper, small or official", "small")
  .allowExcessArguments(false)
  .action((options: { preset: string }) =>
    runCommand(async () => {
      const config = preset(options.preset);
      await startEngine();
      console.log(formatParameterTable(parameterTable(config)));
    })
  );

await command.parseAsync(Deno.args, { from: "user" });
