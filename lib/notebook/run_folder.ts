import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import { checkNotebooks } from "./check.ts";
import { formatNotebook, readNotebook } from "./ipynb.ts";
import { describeFailure, type NotebookRun, runNotebook, type RunOptions } from "./run.ts";
import { writeAtomic } from "../atomic_write.ts";

export interface FolderOptions extends RunOptions {
  /** Rewrite the notebooks themselves, not copies under `.run/`. */
  update?: boolean;
  /** Told of each notebook that is not run, since it measures time and was not named. */
  leftOut?: (name: string) => void;
  /** Told of each notebook as it ends. */
  report?: (run: NotebookRun, written: string, unchanged: boolean) => void;
}

/**
 * The notebooks of a folder, by name (with or without `.ipynb`), or all of them in alphabetical order.
 *
 * @throws {UserError} naming an unknown one and those that exist
 */
export function findNotebooks(folder: string, names: readonly string[] = []): string[] {
  const all = existsSync(folder)
    ? [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
      name.endsWith(".ipynb")
    )
    : [];
  all.sort();
  if (all.length === 0) {
    throw new UserError(`There are no notebooks in ${folder}: give another folder`);
  }
  const wanted = names.map((name) => {
    const file = basename(name, ".ipynb") + ".ipynb";
    if (all.includes(file)) return file;
    throw new UserError(`Unknown notebook '${name}': expected one of ${all.join(", ")}`);
  });
  return (wanted.length > 0 ? wanted : all).map((name) => join(folder, name));
}

/** Whether a notebook's metadata say that it measures time: it takes minutes, and its outputs differ each time. */
function measuresTime(path: string): boolean {
  const { posemachine } = readNotebook(path).metadata;
  return (posemachine as { measures_time?: boolean } | undefined)?.measures_time === true;
}

/**
 * Type-checks notebooks, then runs each with a kernel of its own; one that measures time only when it is
 * named. What it wrote goes to `.run/` in the
 * notebook's folder, also when a cell failed, so that it can be looked at; with `update` it replaces
 * the notebook, but only when every cell passed.
 *
 * @throws {UserError} with the type errors, or with the failures of all notebooks that failed
 */
export async function runNotebooks(
  folder: string,
  names: readonly string[],
  options: FolderOptions = {},
): Promise<void> {
  const paths = findNotebooks(folder, names);
  const typeErrors = await checkNotebooks(paths);
  if (typeErrors) throw new UserError(`The notebooks' cells do not type-check:\n${typeErrors}`);
  const failures: string[] = [];
  for (const path of paths) {
    if (names.length === 0 && measuresTime(path)) {
      options.leftOut?.(basename(path));
      continue;
    }
    if (options.signal?.aborted) break;
    const before = Deno.readTextFileSync(path);
    const run = await runNotebook(path, options);
    const replace = options.update === true && !run.failure;
    const written = replace ? path : join(folder, ".run", run.name);
    const after = formatNotebook(run.notebook);
    writeAtomic(written, after);
    options.report?.(run, written, after === before);
    if (run.failure) failures.push(`${describeFailure(run)}\n(outputs up to there: ${written})`);
  }
  if (failures.length > 0) {
    const count = `${failures.length} of ${paths.length} notebooks failed`;
    throw new UserError(`${count}.\n${failures.join("\n\n")}`);
  }
}
