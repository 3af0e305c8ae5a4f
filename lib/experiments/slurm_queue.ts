import { join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import { asTask, sbatchArguments, type SlurmArray } from "./slurm.ts";

/**
 * Writes the arrays' scripts and submits them, each behind the one before.
 *
 * @returns their numbers
 * @throws {UserError} when Slurm is not there or refuses
 */
export async function submit(
  arrays: readonly SlurmArray[],
  runs: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (const array of arrays) {
    writeAtomic(array.list, JSON.stringify(array.jobs.map(asTask), null, 2) + "\n");
    writeAtomic(array.path, array.script);
    try {
      const said = await ask("sbatch", sbatchArguments(array, ids.at(-1)));
      ids.push(said.trim().split(";")[0]); // "123", or "123;cluster"
    } catch (error) {
      if (!(error instanceof UserError) || ids.length === 0) throw error;
      throw new UserError(
        `${error.message}. Already submitted: take back with scancel ${ids.join(" ")}`,
      );
    }
    writeAtomic(submittedPath(runs), JSON.stringify(ids) + "\n");
  }
  return ids;
}

const submittedPath = (runs: string) => join(runs, "slurm", "submitted.json");

/**
 * Keeps a sweep from being run beside the one that Slurm has.
 *
 * @throws {UserError} naming the arrays
 */
export async function refuseWhileQueued(runs: string): Promise<void> {
  let ids: string[];
  try {
    ids = JSON.parse(Deno.readTextFileSync(submittedPath(runs)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  const alive: string[] = [];
  for (const id of ids) { // one by one: a number that Slurm has forgotten is an error to it
    const listed = await ask("squeue", ["--noheader", `--jobs=${id}`]).catch(() => "");
    if (listed.trim()) alive.push(id);
  }
  if (alive.length === 0) return;
  throw new UserError(
    `Slurm still has the jobs ${
      alive.join(", ")
    } of ${runs}: wait for them (squeue), or end them with ` +
      `scancel ${alive.join(" ")}`,
  );
}

async function ask(program: string, args: readonly string[]): Promise<string> {
  try {
    const command = new Deno.Command(program, { args: [...args] });
    const { success, stdout, stderr } = await command.output();
    if (success) return new TextDecoder().decode(stdout);
    throw new UserError(`${program} refused: ${new TextDecoder().decode(stderr).trim()}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      `There is no ${program} here: --slurm needs Slurm's commands. Call it on a node that has them, ` +
        `leave --slurm out to train on this machine, or see the scripts with --dry-run`,
    );
  }
}
