import { assertEquals } from "@std/assert";
import {
  type Finished,
  inWaves,
  planSweep,
  stepJob,
  type SweepTraining,
} from "../../lib/experiments/sweep_plan.ts";
import { stepFolder } from "../../lib/training/plan.ts";

/** A training whose steps are written as `pose2d:a transformer:b`. */
function training(name: string, steps: string): SweepTraining {
  return {
    variant: name,
    seed: 1,
    steps: steps.split(" ").map((step, index) => {
      const [name, key] = step.split(":");
      return { number: index + 1, name, updates: 1, key, config: {} };
    }),
    result: `${name}/machine.safetensors`,
  };
}

const NOTHING: Finished = { training: () => false, step: () => false };
const summary = (trainings: SweepTraining[], finished = NOTHING) =>
  planSweep(trainings, finished).map(({ name, until, after }) => [name, until ?? "", ...after]);

const OURS = training("ours", "pose2d:p transformer:t projector:j finetune:o");
const BARE = training("bare", "pose2d:p transformer:t finetune:b");
const SINGLE = training("single", "pose2d:p transformer:s finetune:s");
const ALONE = training("alone", "pose2d:q finetune:a");

Deno.test("a training alone is one job, up to its end", () => {
  assertEquals(summary([OURS]), [["ours", ""]]);
});

Deno.test("steps that several trainings share are jobs of their own, before those that need them", () => {
  assertEquals(summary([OURS, BARE, SINGLE, ALONE]), [
    ["1-pose2d-p", "pose2d"],
    ["2-transformer-t", "transformer", "1-pose2d-p"],
    ["ours", "", "2-transformer-t"],
    ["bare", "", "2-transformer-t"],
    ["single", "", "1-pose2d-p"],
    ["alone", ""],
  ]);
});

Deno.test("no step is in two jobs that may run at the same time", () => {
  const jobs = planSweep([OURS, BARE, SINGLE, ALONE], NOTHING);
  const earlier = (name: string): string[] => {
    const { after } = jobs.find((job) => job.name === name)!;
    return [...after, ...after.flatMap(earlier)];
  };
  for (const a of jobs) {
    for (const b of jobs) {
      if (a === b || earlier(a.name).includes(b.name) || earlier(b.name).includes(a.name)) continue;
      const done = new Set([...earlier(a.name), ...earlier(b.name)]);
      const own = (steps: typeof a.steps) => steps.map(stepFolder).filter((key) => !done.has(key));
      const both = own(a.steps).filter((key) => own(b.steps).includes(key));
      assertEquals(both, [], `${a.name} and ${b.name}`);
    }
  }
});

Deno.test("what is done is no job; what only one training still needs is not one of its own", () => {
  const have = (...names: string[]) => ({
    training: ({ variant }: SweepTraining) => names.includes(variant),
    step: (step: SweepTraining["steps"][number]) => names.includes(stepFolder(step)),
  });
  assertEquals(summary([OURS, BARE, SINGLE], have("1-pose2d-p")), [
    ["2-transformer-t", "transformer"],
    ["ours", "", "2-transformer-t"],
    ["bare", "", "2-transformer-t"],
    ["single", ""],
  ]);
  assertEquals(summary([OURS, BARE, SINGLE], have("ours", "1-pose2d-p")), [
    ["bare", ""],
    ["single", ""],
  ]);
  assertEquals(summary([OURS, BARE], have("ours", "bare")), []);
});

Deno.test("a training that differs in nothing from another comes after it", () => {
  const twin = training("twin", "pose2d:p transformer:t projector:j finetune:o");
  assertEquals(summary([OURS, twin]).slice(-2), [
    ["ours", "", "3-projector-j"],
    ["twin", "", "ours"],
  ]);
});

Deno.test("a shared step's job trains up to it, and leaves its checkpoint", () => {
  const { name, until, result, steps } = stepJob(OURS, 1);
  assertEquals([name, until], ["2-transformer-t", "transformer"]);
  assertEquals(result, "steps/2-transformer-t/checkpoint.safetensors");
  assertEquals(steps.map(({ key }) => key), ["p", "t"]);
});

Deno.test("in waves, each job comes after those it needs, and the trainings last", () => {
  const twin = training("twin", "pose2d:p transformer:s finetune:s");
  const jobs = planSweep([OURS, BARE, SINGLE, twin, ALONE], NOTHING);
  assertEquals(inWaves(jobs).map((wave) => wave.map(({ name }) => name)), [
    ["1-pose2d-p"],
    ["2-transformer-t", "2-transformer-s"],
    ["ours", "bare", "single", "alone"],
    ["twin"],
  ]);
  assertEquals(inWaves([]), []);
});
