import { assert, assertEquals } from "@std/assert";
import { SMALL } from "../../lib/model/presets.ts";
import { algorithm1, planSteps, stepFolder } from "../../lib/training/plan.ts";
import { type Recipe, shortened, SMALL_RECIPE } from "../../lib/training/recipe.ts";

const DATA = { stills: "stills", pretraining: "frames", dataset: "sequences" };
const keys = (recipe: Recipe, seed = 1, data = DATA) =>
  planSteps({ seed, engine: "an engine" }, algorithm1(SMALL, recipe, data)).map(({ key }) => key);

Deno.test("a step's key changes with what decides it, and all keys after it", () => {
  const ours = keys(SMALL_RECIPE);
  assertEquals(new Set(ours).size, 4);
  assertEquals(keys(SMALL_RECIPE), ours);
  const other = { ...SMALL_RECIPE, transformer: { ...SMALL_RECIPE.transformer, updates: 1 } };
  const changed = keys(other).map((key, step) => key !== ours[step]);
  assertEquals(changed, [false, true, true, true]);
  assert(keys(SMALL_RECIPE, 2).every((key, step) => key !== ours[step]), "seeds share nothing");
  const held = keys(SMALL_RECIPE, 1, { ...DATA, dataset: "fewer sequences" });
  assertEquals(held.map((key, step) => key !== ours[step]), [false, true, true, true]);
});

Deno.test("what a left-out step would have said of Ψ_T decides the last one", () => {
  const recipe: Recipe = { ...SMALL_RECIPE, transformer: null, projector: null };
  const [, last] = planSteps({ seed: 1, engine: "e" }, algorithm1(SMALL, recipe, DATA));
  assertEquals(stepFolder(last), `2-finetune-${last.key}`);
  const fewer = { ...SMALL, transformer: { ...SMALL.transformer, units: 64 } };
  const [, other] = planSteps({ seed: 1, engine: "e" }, algorithm1(fewer, recipe, DATA));
  assert(other.key !== last.key);
});

Deno.test("a shortened recipe keeps at least one update of every step it has", () => {
  const { pose2d, transformer, projector, finetune } = shortened(SMALL_RECIPE, 5000);
  assertEquals([pose2d, transformer, projector, finetune].map((step) => step?.updates), [
    1,
    2,
    1,
    1,
  ]);
  assertEquals(shortened({ ...SMALL_RECIPE, projector: null }, 2).projector, null);
});
