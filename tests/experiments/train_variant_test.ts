import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { planVariant, trainVariant } from "../../lib/experiments/train_variant.ts";
import { machinePath } from "../../lib/experiments/variant_run.ts";
import {
  type MachineVariant,
  type Variant,
  variant,
  VARIANTS,
  withPreset,
} from "../../lib/experiments/variants.ts";

const keys = async (variant: string, more = {}) =>
  (await planVariant({ variant, seed: 1, ...more })).steps.map(({ name, key }) => `${name} ${key}`);

Deno.test("variants share the steps that nothing tells apart, and no others", async () => {
  const [ours, wholly] = [await keys("ours"), await keys("ours")];
  assertEquals(wholly, ours);
  const shared: Record<string, number> = {
    ...{ "ours": 4, "wo-ssc": 2, "wo-ssc-clips-only": 2, "wo-projection": 1 },
    ...{
      "wo-projection-clips-only": 1,
      "wo-temporal": 1,
      "wo-temporal-all-frames": 1,
      "wo-external": 0,
    },
    ...{ "ours-2fps": 1, "wo-temporal-2fps": 1, "hourglass": 0, "rpsm": 1 },
  };
  assertEquals(Object.keys(VARIANTS), Object.keys(shared));
  const all = new Set<string>();
  for (const [variant, steps] of Object.entries(shared)) {
    const own = await keys(variant);
    assertEquals(own.filter((step, index) => step === ours[index]).length, steps, variant);
    all.add(own.at(-1)!);
  }
  assertEquals(all.size, Object.keys(VARIANTS).length, "two variants end with the same step");
});

Deno.test("at paper size every variant differs from the others as it does in the small one", () => {
  const machines = Object.values(VARIANTS).filter(({ kind }) => kind === "machine");
  const paper = machines.map((each) => withPreset(each, "paper") as MachineVariant);
  const told = (all: readonly Variant[]) =>
    new Set(all.map(({ config, recipe, fps }) => JSON.stringify([config, recipe, fps]))).size;
  assertEquals([told(machines), told(paper)], [machines.length, machines.length]);
  const of = (name: string) => paper.find((each) => each.name === name)!.recipe;
  const { pose2d, finetune } = of("ours");
  assertEquals(of("wo-external").pose2d.frames, pose2d.frames + pose2d.stills);
  assertEquals(of("wo-temporal-all-frames").finetune.clips, finetune.clips * finetune.frames);
  assertEquals(of("wo-temporal").finetune.clips, finetune.clips);
  assertEquals(of("wo-projection").transformer, null);
  assertThrows(() => withPreset(variant("rpsm"), "paper"), UserError, "'rpsm'");
});

Deno.test("a shortened training is another one, in a folder of its own", async () => {
  const [ours, short] = [await keys("ours"), await keys("ours", { shorten: 100 })];
  assert(ours.every((step, index) => step !== short[index]));
  const path = machinePath({ variant: "rpsm", seed: 2, shorten: 100, runs: "elsewhere" });
  assertEquals(path, "elsewhere/rpsm-2-shortened-100/machine.safetensors");
});

Deno.test("a changed number changes its step and those after it, and names the folder", async () => {
  const set = { "projector.dropout": 0.1 };
  const [ours, other] = [await keys("ours"), await keys("ours", { set })];
  assertEquals(other.map((step, index) => step === ours[index]), [true, true, false, false]);
  assertEquals(await keys("ours", { set: { "projector.dropout": 0.3 } }), ours); // its own value
  const path = machinePath({ variant: "ours", seed: 1, validation: true, set });
  assertEquals(path, "runs/ours-1-validation-projector.dropout=0.1/machine.safetensors");
  const wrong = (place: string) => keys("wo-ssc", { set: { [place]: 1 } });
  await assertRejects(() => wrong("projector.dropout"), UserError, "no number 'projector.dropout'");
  await assertRejects(() => wrong("finetune"), UserError, "finetune.rate, finetune.clips");
});

Deno.test("a step that the variant does not have is refused before anything is trained", async () => {
  const runs = Deno.makeTempDirSync({ prefix: "posemachine" });
  const error = await assertRejects(
    () => trainVariant({ variant: "wo-ssc", seed: 1, until: "projector", runs, log: () => {} }),
    UserError,
  );
  assertEquals(
    error.message,
    "The variant 'wo-ssc' has no step 'projector': its steps are pose2d, transformer, finetune",
  );
  assertEquals([...Deno.readDirSync(runs)].length, 0);
});
