import { basename, dirname } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { formatNotebook, type Notebook, readNotebook } from "./ipynb.ts";
import { type Kernel, type Permission, startKernel } from "./kernel.ts";
import { findError, toOutputs } from "./outputs.ts";

/** Why a notebook stopped. */
export interface CellFailure {
  /** Counted from 1 over all cells, text cells too. */
  cell: number;
  source: string;
  error: string;
}

/** One notebook run from top to bottom, or up to the cell that failed. */
export interface NotebookRun {
  name: string;
  notebook: Notebook;
  /** Code cells that were run. */
  cells: number;
  seconds: number;
  failure?: CellFailure;
}

export interface RunOptions {
  /** Seconds that one cell may take; by default 600. */
  timeout?: number;
  /** Permissions that the kernel must do without; by default it has all. */
  withheld?: readonly Permission[];
  /** Ends the run when it is aborted; the cell that was running fails. */
  signal?: AbortSignal;
}

/**
 * Runs a notebook with a fresh Deno kernel whose working directory is the notebook's folder. No
 * file is written: the notebook with its new outputs is in the result, failed or not.
 *
 * @throws {UserError} when `path` is not a notebook
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<NotebookRun> {
  const notebook = readNotebook(path);
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { execution_count: null, outputs: [] });
  }
  const begun = performance.now();
  const kernel = await startKernel({ ...options, folder: dirname(path) });
  let cells = 0;
  let failure: CellFailure | undefined;
  try {
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
      cells++;
      const { execution_count, outputs } = await runCell(kernel, cell.source, options.timeout);
      Object.assign(cell, { execution_count, outputs });
      const error = findError(outputs);
      if (!error) continue;
      failure = { cell: index + 1, source: cell.source, error: `${error.ename}: ${error.evalue}` };
      break;
    }
  } finally {
    await kernel.stop();
  }
  const seconds = (performance.now() - begun) / 1000;
  return { name: basename(path), notebook, cells, seconds, failure };
}

async function runCell(kernel: Kernel, source: string, timeout = 600) {
  try {
    const execution = await kernel.execute(source, timeout * 1000);
    const count = execution.reply.content.execution_count;
    return { execution_count: Number(count ?? 0) || null, outputs: toOutputs(execution) };
  } catch (error) { // it took too long, or the kernel died
    const evalue = (error as Error).message;
    const output = { output_type: "error", ename: "KernelError", evalue, traceback: [] };
    return { execution_count: null, outputs: [output] };
  }
}

/** Writes a run's notebook, whole or not at all. */
export function writeRun(run: NotebookRun, path: string) {
  writeAtomic(path, formatNotebook(run.notebook));
}

/** The failure in words: which cell, its source, the error. */
export function describeFailure(run: NotebookRun): string {
  if (!run.failure) return "";
  const { cell, source, error } = run.failure;
  const quoted = source.trimEnd().split("\n").map((line) => `  | ${line}`).join("\n");
  return `${run.name}, cell ${cell} failed:\n${quoted}\n${error}`;
}
