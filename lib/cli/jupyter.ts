import { Command } from "commander";
import { installKernel } from "../notebook/install_kernel.ts";
import { runCommand } from "../run_command.ts";

/** Runs `deno task jupyter` with the given arguments. */
export async function jupyterCommand(args: readonly string[]): Promise<void> {
  const command = new Command("jupyter")
    .description("registers this deno as a Jupyter kernel, so that jupyter lab opens the notebooks")
    .option("--force", "replace a kernel named 'deno' that is already there");
  await command.parseAsync(args, { from: "user" });
  const { file, binary, kept } = await installKernel(command.opts<{ force?: boolean }>());
  console.log(kept ? "A kernel named 'deno' was there already:" : "Installed the kernel 'deno':");
  console.log(`  ${file}`);
  const [named, running] = [binary, Deno.execPath()].map((path) => Deno.realPathSync(path));
  console.log(`  starts ${named}`);
  if (named !== running) {
    console.log(`  this task runs ${running}; to take that one: deno task jupyter --force`);
  }
  console.log(
    "A kernel has all permissions: `deno jupyter` takes no --allow flags, so a notebook may read,\n" +
      "write and run whatever you may. Run only notebooks that you trust. (`deno task notebooks`\n" +
      "takes the network away from its kernels.)",
  );
  console.log("Now: jupyter lab notebooks/");
}

if (import.meta.main) await runCommand(() => jupyterCommand(Deno.args));
