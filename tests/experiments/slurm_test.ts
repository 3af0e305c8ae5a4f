import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../lib/errors.ts";
import { sbatchArguments, slurmArrays, slurmTask } from "../../lib/experiments/slurm.ts";
import { refuseWhileQueued, submit } from "../../lib/experiments/slurm_queue.ts";
import { skipWithoutNeeds } from "../../lib/experiments/sweep.ts";
import { planSweep } from "../../lib/experiments/sweep_plan.ts";
import { TRAININGS } from "./sweep_fixture.ts";

const JOBS = planSweep(TRAININGS, { training: () => false, step: () => false });
const newFolder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

/** Runs `work` where the only programs are these shell scripts. */
async function withPrograms(scripts: Record<string, string>, work: () => Promise<void>) {
  const folder = newFolder(), path = Deno.env.get("PATH")!;
  for (const [name, script] of Object.entries(scripts)) {
    Deno.writeTextFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  Deno.env.set("PATH", folder);
  try {
    await work();
  } finally {
    Deno.env.set("PATH", path);
  }
}

Deno.test("an array for the shared steps of each level, one for the trainings", () => {
  const options = "--partition=long --time=4:00:00 -c 8";
  const arrays = slurmArrays(JOBS, { runs: "/data/my runs", options, jobs: 2 });
  assertEquals(arrays.map(({ name, jobs }) => [name, jobs.length]), [
    ["1-pose2d", 1],
    ["2-transformer", 1],
    ["3-trainings", 3],
  ]);
  const lines = arrays[2].script.split("\n");
  assertEquals(lines[0], "#!/bin/sh");
  assert(lines.includes("#SBATCH --array=0-2%2"));
  assert(lines.includes(`#SBATCH ${options}`));
  assert(lines.includes('#SBATCH --output="/data/my runs/slurm/3-trainings-%A_%a.out"'));
  assertStringIncludes(lines.at(-2)!, `exec ${Deno.execPath()} run `);
  assertStringIncludes(lines.at(-2)!, "--task '/data/my runs/slurm/3-trainings.json'");
  assertStringIncludes(lines.at(-2)!, "--runs '/data/my runs'");
  assert(!arrays[2].script.includes("--allow-all"));
  assertEquals(sbatchArguments(arrays[0]), ["--parsable", "/data/my runs/slurm/1-pose2d.sh"]);
  assertEquals(sbatchArguments(arrays[1], "7")[1], "--dependency=afterany:7");
});

Deno.test("a script is shell that sh accepts, whatever the folder is called", async () => {
  const runs = join(newFolder(), "it's $HOME here");
  const [{ script }] = slurmArrays(JOBS, { runs });
  const path = join(newFolder(), "script.sh");
  Deno.writeTextFileSync(
    path,
    script.replace(/^exec \S+/m, "printf '%s\\n'").replace(/^cd .*$/m, ""),
  );
  const { stdout } = await new Deno.Command("sh", { args: [path] }).output();
  assertEquals(new TextDecoder().decode(stdout).trim().split("\n").at(-1), runs);
});

Deno.test("options of several lines are refused", () => {
  const options = "--time=1\nrm -rf x";
  assertThrows(() => slurmArrays(JOBS, { runs: "runs", options }), UserError, "--slurm-options");
});

Deno.test("arrays are submitted each behind the one before; a task finds its job by index", async () => {
  const runs = newFolder();
  const said = join(runs, "said");
  const sbatch = `echo "$*" >> ${said}; set -- $(/usr/bin/wc -l ${said}); echo "4$1;cluster"`;
  const arrays = slurmArrays(JOBS, { runs });
  await withPrograms({ sbatch }, async () => {
    assertEquals(await submit(arrays, runs), ["41", "42", "43"]);
  });
  assertEquals(Deno.readTextFileSync(said).trim().split("\n"), [
    `--parsable ${arrays[0].path}`,
    `--parsable --dependency=afterany:41 ${arrays[1].path}`,
    `--parsable --dependency=afterany:42 ${arrays[2].path}`,
  ]);
  assertEquals(Deno.readTextFileSync(arrays[1].path), arrays[1].script);

  const task = (index: string) => {
    Deno.env.set("SLURM_ARRAY_TASK_ID", index);
    try {
      return slurmTask(arrays[2].list);
    } finally {
      Deno.env.delete("SLURM_ARRAY_TASK_ID");
    }
  };
  assertEquals(task("1"), { name: "bare-1", variant: "bare", seed: 1, after: ["2-transformer-t"] });
  assertThrows(
    () => task("3"),
    UserError,
    "SLURM_ARRAY_TASK_ID is 3: expected a number from 0 to 2",
  );
  assertThrows(() => slurmTask(arrays[2].list), UserError, "not set");

  const queue = `case "$*" in *42*) echo "42_0 RUNNING";; *) echo invalid >&2; exit 1;; esac`;
  await withPrograms({ squeue: queue }, async () => {
    await assertRejects(() => refuseWhileQueued(runs), UserError, "scancel 42");
  });
  await withPrograms({ squeue: "exit 0" }, () => refuseWhileQueued(runs));
  await refuseWhileQueued(newFolder()); // nothing was ever submitted
});

Deno.test("a task whose shared step failed trains nothing, and says what it needs", () => {
  const runs = newFolder();
  const needs = JOBS.find(({ name }) => name === "bare-1")!;
  const record = skipWithoutNeeds(runs, needs)!;
  assertEquals([record.state, record.note], [
    "skipped",
    `needs ${needs.after[0]}, which is not done`,
  ]);
  assertEquals(
    skipWithoutNeeds(runs, { ...needs, after: ["transformer-of-another-engine"] }),
    undefined,
  );
  assertEquals(skipWithoutNeeds(runs, { ...needs, after: [] }), undefined);
});

Deno.test("without Slurm, and when it refuses, the error says what to do", async () => {
  const runs = newFolder();
  const arrays = slurmArrays(JOBS, { runs });
  await withPrograms({}, async () => {
    const error = await assertRejects(() => submit(arrays, runs), UserError, "no sbatch here");
    assertStringIncludes(error.message, "--dry-run");
  });
  const sbatch = 'case "$*" in *afterany*) echo invalid partition >&2; exit 1;; *) echo 9;; esac';
  await withPrograms({ sbatch }, async () => {
    const error = await assertRejects(() => submit(arrays, runs), UserError, "invalid partition");
    assertStringIncludes(error.message, "scancel 9");
  });
});
