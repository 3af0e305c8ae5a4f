import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../lib/errors.ts";
import type { JobRecord } from "../../lib/experiments/job_record.ts";
import { asOnlyWriter, sweep, type SweepOptions } from "../../lib/experiments/sweep.ts";
import { gather, sweepText } from "../../lib/experiments/sweep_table.ts";
import { createRng } from "../../lib/random.ts";
import { lockFolder, lockHolder } from "../../lib/training/run_lock.ts";
import {
  command,
  LONG_TRAININGS,
  madeUpTraining,
  sweepCommand,
  TRAININGS,
} from "./sweep_fixture.ts";

const newRuns = () => Deno.makeTempDirSync({ prefix: "posemachine" });
const run = (runs: string, more: Partial<SweepOptions> = {}) =>
  sweep({
    ...{ runs, trainings: TRAININGS, jobs: 2, command: command(runs), commit: "a commit" },
    log: () => {},
    ...more,
  });
const states = (records: readonly JobRecord[]) => records.map(({ job, state }) => [job, state]);
const started = (runs: string) => Deno.readTextFileSync(join(runs, "started")).trim().split("\n");

/** `sweep.csv` without the columns that hold times. */
function table(runs: string): string[][] {
  const lines = Deno.readTextFileSync(join(runs, "sweep.csv")).trim().split("\n");
  const times = ["started", "seconds"].map((name) => lines[0].split(",").indexOf(name));
  return lines.map((line) => line.split(",").filter((_, column) => !times.includes(column)));
}

const ALL_DONE = [
  ["1-pose2d-p", "done"],
  ["2-transformer-t", "done"],
  ["bare-1", "done"],
  ["ours-1", "done"],
  ["single-1", "done"],
];

Deno.test("a sweep trains everything once; a second one trains nothing", async () => {
  const runs = newRuns();
  const records = await run(runs);
  assertEquals(states(records), ALL_DONE);
  assertEquals(started(runs).sort(), ALL_DONE.map(([job]) => job));
  const [header, , , , ours] = table(runs);
  const { variant, seed, state, steps, host, commit, engine, sha256 } = Object.fromEntries(
    header.map((name, column) => [name, ours[column]]),
  );
  assertEquals([variant, seed, state], ["ours", "1", "done"]);
  assertEquals(steps, "1-pose2d-p 2-transformer-t 3-finetune-o");
  assertEquals([host, commit, engine], [Deno.hostname(), "a commit", "made up"]);
  assertEquals(sha256.length, 64);
  assert(records.every(({ seconds }) => seconds > 0));
  assertStringIncludes(sweepText(records), "ours-1            done  ");

  const before = Deno.readTextFileSync(join(runs, "sweep.csv"));
  assertEquals(states(await run(runs)), ALL_DONE);
  assertEquals(started(runs).length, ALL_DONE.length);
  assertEquals(Deno.readTextFileSync(join(runs, "sweep.csv")), before);
});

Deno.test("what counts is the disk: a lost machine, or one of other steps, is trained again", async () => {
  const runs = newRuns();
  const trainings = TRAININGS.slice(0, 1);
  await run(runs, { trainings });
  Deno.removeSync(join(runs, "ours-1", "machine.safetensors"));
  await asOnlyWriter(runs, async () => {
    assertEquals(states(await gather(runs)), [["ours-1", "waiting"]]);
  });
  assertEquals(states(await run(runs, { trainings })), [["ours-1", "done"]]);
  const other = [madeUpTraining("ours", "pose2d:p transformer:t finetune:other")];
  const [record] = await run(runs, { trainings: other });
  assertStringIncludes(record.steps, "3-finetune-other");
  assertEquals(started(runs), ["ours-1", "ours-1", "ours-1 again"]);
  Deno.truncateSync(join(runs, "ours-1", "machine.safetensors"), 20);
  assertEquals(states(await run(runs, { trainings: other })), [["ours-1", "done"]]);
  assertEquals(started(runs).length, 4);
  Deno.removeSync(join(runs, "jobs"), { recursive: true }); // as if trained by hand
  assertEquals(states(await run(runs, { trainings: other })), [["ours-1", "done"]]);
  assertEquals(started(runs).length, 4);
});

Deno.test("a failed job says why, those that need it are left out, the others are trained", async () => {
  const runs = newRuns();
  const trainings = [
    madeUpTraining("one", "pose2d:bad finetune:x"),
    madeUpTraining("two", "pose2d:bad finetune:y"),
    madeUpTraining("three", "pose2d:p finetune:bad"),
    madeUpTraining("four", "pose2d:p finetune:z"),
  ];
  const records = await run(runs, { trainings });
  assertEquals(records.map(({ job, state, note }) => [job, state, note]), [
    ["1-pose2d-bad", "failed", "exit 1: error: The loss is NaN"],
    ["1-pose2d-p", "done", ""],
    ["four-1", "done", ""],
    ["one-1", "skipped", "needs 1-pose2d-bad, which is failed"],
    ["three-1", "failed", "exit 1: error: The loss is NaN"],
    ["two-1", "skipped", "needs 1-pose2d-bad, which is failed"],
  ]);
  assertStringIncludes(sweepText(records), "three-1: exit 1: error: The loss is NaN");
  const log = Deno.readTextFileSync(join(runs, "logs", "three-1.log"));
  assertStringIncludes(log, "error: The loss is NaN");
});

Deno.test("two sweeps in one folder: the second is refused; zero jobs at a time, too", async () => {
  const runs = newRuns();
  await asOnlyWriter(runs, async () => {
    await assertRejects(() => run(runs), UserError, `process ${Deno.pid}`);
  });
  await assertRejects(() => run(runs, { jobs: 0 }), UserError, "--jobs is 0");
});

Deno.test("a step that somebody else trains is waited for", async () => {
  const runs = newRuns();
  const folder = join(runs, "steps", "1-pose2d-p");
  Deno.mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  const told: string[] = [];
  const all = run(runs, { trainings: TRAININGS.slice(0, 1), log: (line) => told.push(line) });
  await sleep(1500);
  assert(told.includes(`ours-1 waits for process ${Deno.pid}, which trains ${folder}`), `${told}`);
  unlock();
  assertEquals(states(await all), [["ours-1", "done"]]);
  assertEquals(started(runs), ["ours-1"]);
});

Deno.test("stopped, a sweep ends its trainings and says so", async () => {
  const runs = newRuns();
  const stop = new AbortController();
  const trainings = ["one", "two"].map((name) =>
    madeUpTraining(name, `pose2d:slow finetune:${name}`)
  );
  const all = run(runs, { trainings, signal: stop.signal });
  const training = () => lockHolder(join(runs, "steps", "1-pose2d-slow"));
  while (!training()) await sleep(10);
  stop.abort();
  assertEquals(states(await all), [
    ["1-pose2d-slow", "stopped"],
    ["one-1", "waiting"],
    ["two-1", "waiting"],
  ]);
  assertEquals(training(), undefined);
});

Deno.test({
  name: "killed twenty times, a sweep ends with the table of one left alone",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const alone = newRuns(), killed = newRuns();
    await run(alone, { trainings: LONG_TRAININGS, jobs: 2 });
    const rng = createRng(1, "kills");
    let hits = 0;
    const begin = () =>
      new Deno.Command(Deno.execPath(), {
        args: sweepCommand(killed, 2, LONG_TRAININGS),
        stdout: "null",
        stderr: "piped",
      }).spawn();
    while (hits < 20) {
      const process = begin();
      const dead = process.output();
      await sleep(rng.integer(0, 600));
      try {
        process.kill("SIGKILL");
      } catch { /* it was quicker */ }
      assert((await dead).signal === "SIGKILL", `it was done after ${hits} kills`);
      hits++;
    }
    const last = await begin().output();
    assert(last.success, new TextDecoder().decode(last.stderr));
    assertEquals(table(killed), table(alone));
    assertEquals(started(killed).filter((job) => job.endsWith("again")), []);
  },
});

Deno.test({
  name: "the trainings of a killed sweep end with it",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const runs = newRuns();
    const process = new Deno.Command(Deno.execPath(), {
      args: sweepCommand(runs, 1, [madeUpTraining("slow", "pose2d:slow")]),
      stdout: "null",
      stderr: "null",
    }).spawn();
    const training = () => lockHolder(join(runs, "steps", "1-pose2d-slow"));
    while (!training()) await sleep(10);
    process.kill("SIGKILL");
    await process.status;
    for (let tries = 0; training(); tries++) { // the lock falls with the process
      assert(tries < 20, "a training goes on without its sweep");
      await sleep(50);
    }
  },
});
