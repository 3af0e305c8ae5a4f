import { basename, dirname, join } from "node:path";
import { readNotebook } from "./ipynb.ts";

/**
 * Type-checks the code cells of notebooks, which the kernel does not: there, a misspelt import is
 * silently `undefined`. The cells of a notebook become one module beside it, under `.run/check/`,
 * so that `deno check` resolves imports as the kernel would. Returns the errors, each at its
 * notebook, cell and line; an empty string when there are none.
 *
 * @throws {UserError} when a path is not a notebook
 */
export async function checkNotebooks(paths: readonly string[]): Promise<string> {
  const modules = paths.map(extractModule);
  for (const { file, text } of modules) {
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...modules.map(({ file }) => basename(file))],
    cwd: dirname(modules[0].file),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return "";
  const [errors] = new TextDecoder().decode(stderr).split(/\n+error: Type checking failed/);
  return modules.reduce(placeInCells, errors).trim();
}

interface CellModule {
  notebook: string;
  file: string;
  text: string;
  /** For each line of `text`: the cell it comes from and its line there, both from 1. */
  origin: { cell: number; line: number }[];
}

/** The code cells of a notebook, one after the other, as a module. */
export function extractModule(path: string): CellModule {
  const lines: string[] = [];
  const origin: CellModule["origin"] = [];
  for (const [index, { cell_type, source }] of readNotebook(path).cells.entries()) {
    if (cell_type !== "code") continue;
    for (const [number, line] of source.split("\n").entries()) {
      lines.push(line);
      origin.push({ cell: index + 1, line: number + 1 });
    }
  }
  lines.push("export {};", ""); // a module, even when no cell imports: `await` must be allowed
  const name = basename(path, ".ipynb");
  const file = join(dirname(path), ".run", "check", `${name}.ts`);
  return { notebook: basename(path), file, text: lines.join("\n"), origin };
}

function placeInCells(errors: string, { notebook, file, origin }: CellModule): string {
  const place = new RegExp(`file://\\S*/${RegExp.escape(basename(file))}:(\\d+):(\\d+)`, "g");
  return errors.replace(place, (whole, line, column) => {
    const from = origin[Number(line) - 1];
    return from ? `${notebook}, cell ${from.cell}, line ${from.line}, column ${column}` : whole;
  });
}
