// deno task figures: the figures of the results in figures/, for a paper and for the README.
import { Command } from "commander";
import { join, relative } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { allFigures } from "../figures/all_figures.ts";
import { openExporter } from "../figures/export.ts";
import { runCommand } from "../run_command.ts";

const root = join(import.meta.dirname!, "../..");

/** The figures that the README shows. */
const README = ["panel", "ablation"];

/** Runs `deno task figures` with the given arguments. */
export async function figuresCommand(args: readonly string[]): Promise<void> {
  const command = new Command("figures")
    .description("Draw the figures of the tables that `evaluate` wrote, as SVG, PDF and PNG.")
    .option("--from <folder>", "where the tables are, and the figures go", join(root, "figures"))
    .option("--update", "rewrite the pictures that the README shows as well", false)
    .allowExcessArguments(false)
    .parse(args, { from: "user" });
  const { from, update } = command.opts<{ from: string; update: boolean }>();
  const figures = await allFigures(from, join(root, "data"));
  const exporter = await openExporter();
  try {
    for (const [name, figure] of Object.entries(figures)) {
      const svg = await exporter.svg(figure);
      const png = await exporter.png(svg);
      const path = join(from, name);
      writeAtomic(`${path}.svg`, svg);
      writeAtomic(`${path}.pdf`, await exporter.pdf(svg));
      writeAtomic(`${path}.png`, png);
      const inches = (px: number) => (px / 96).toFixed(2);
      const { width, height } = figure.layout;
      console.log(
        `${relative(Deno.cwd(), path)}.svg .pdf .png  ${inches(width)} x ${inches(height)} in`,
      );
      if (!update || !README.includes(name)) continue;
      const shown = join(root, "figures/readme", `${name}.png`);
      writeAtomic(shown, await exporter.png(svg, 2)); // enough for a screen, small in a repository
      console.log(`${relative(Deno.cwd(), shown)}`);
    }
  } finally {
    await exporter.close();
  }
}

if (import.meta.main) await runCommand(() => figuresCommand(Deno.args));
