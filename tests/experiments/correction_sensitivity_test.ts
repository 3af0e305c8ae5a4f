import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { evaluateRows } from "../../lib/evaluation/evaluate.ts";
import { meansOf } from "../../lib/evaluation/means.ts";
import type { CorrectionChange } from "../../lib/evaluation/test_time.ts";
import { correctionDepth } from "../../lib/experiments/correction_depth.ts";
import { correctionGrid } from "../../lib/experiments/correction_grid.ts";
import { breakEven, correctionNoise } from "../../lib/experiments/correction_noise.ts";
import { correctionRules } from "../../lib/experiments/correction_rules.ts";
import { writeSensitivity } from "../../lib/experiments/correction_sensitivity.ts";
import { correctionUpdates } from "../../lib/experiments/correction_updates.ts";
import { readSensitivity } from "../../lib/figures/read_sensitivity.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking"]);
const predictor = smallPredictor(dataset);
const OFF = { epsilon: null, tau: null };

/** The error of a row that is evaluated by itself, mm, and how many of its frames were discarded. */
function alone(target: "predicted" | "truth", change: CorrectionChange) {
  const [{ errors, discarded }] = evaluateRows(dataset, predictor, {
    "row": { answer: "corrected", mode: "sequence", target, change },
  });
  return { mm: meansOf(dataset, errors).overall, discarded };
}

Deno.test("the grid's lines are those of corrections with so many steps of that length", () => {
  const lines = correctionGrid(dataset, predictor, { steps: 3, rates: [0.005, 0.01] });
  assertEquals(lines.length, 2 * 2 * 4);
  for (const { target, rate, steps, measured_mm } of lines) {
    assertAlmostEquals(measured_mm!, alone(target, { ...OFF, rate, steps }).mm, 1e-3);
  }
});

Deno.test("the rules' lines are those of corrections under that rule alone", () => {
  const options = { epsilon: [5, 30], tau: [5, 60], steps: [1, 3] };
  const lines = correctionRules(dataset, predictor, options);
  assertEquals(lines.length, 2 * 2 * 4);
  for (const { rule, target, steps, threshold_mm, measured_mm, fired } of lines) {
    const { mm, discarded } = alone(target, { ...OFF, steps, [rule]: threshold_mm });
    assertAlmostEquals(measured_mm, mm, 1e-3);
    if (rule === "tau") assertEquals(fired, discarded);
  }
  const shares = (rule: string) => lines.filter((line) => line.rule === rule && line.steps === 3);
  assert(new Set(shares("epsilon").map(({ fired }) => fired)).size > 1);
  assertThrows(() => correctionRules(dataset, predictor, { tau: [-1] }), UserError, "tau is -1");
});

Deno.test("noise of size 0 is the true 2D pose; more noise, a worse correction", () => {
  const sizes_px = [0, 1, 4];
  const lines = correctionNoise(dataset, predictor, { sizes_px, tau: 50 });
  const off = lines.filter((line) => line.target === "noisy truth" && line.tau === "off");
  assertAlmostEquals(off[0].measured_mm, alone("truth", { tau: null }).mm, 1e-6);
  assert(off[2].measured_mm > off[0].measured_mm);
  const own = lines.find((line) => line.target === "predicted" && line.tau === "off")!;
  assertAlmostEquals(own.measured_mm, alone("predicted", { tau: null }).mm, 1e-6);
  assert(own.error_px > 0 && own.error_px < 1); // noise of 0.02 a coordinate, 8 px pictures
  assertEquals(lines, correctionNoise(dataset, smallPredictor(dataset), { sizes_px, tau: 50 }));
  const wrong = () => correctionNoise(dataset, predictor, { sizes_px: [-1] });
  assertThrows(wrong, UserError, "Noise of -1 px");
});

Deno.test("a correction breaks even where its curve crosses the error without it", () => {
  const at = (error_px: number, measured_mm: number) => (
    {
      target: "noisy truth",
      error_px,
      tau: "on",
      before_mm: 90,
      measured_mm,
      discarded: 0,
    } as const
  );
  assertEquals(breakEven([at(6, 93), at(2, 89)], "on"), 3);
  assertEquals(breakEven([at(0, 91)], "on"), 0);
  assertEquals(breakEven([at(0, 80)], "on"), null);
  assertEquals(breakEven([at(0, 80)], "off"), null);
});

Deno.test("depth and image plane are what is left of the error after the alignment", () => {
  const lines = correctionDepth(dataset, predictor);
  const [none, predicted] = lines;
  assertAlmostEquals(none.measured_mm, alone("predicted", { steps: 0 }).mm, 1e-3);
  assertAlmostEquals(predicted.measured_mm, alone("predicted", {}).mm, 1e-3);
  for (const { plane_mm, depth_mm, measured_mm } of lines) {
    assert(plane_mm < measured_mm && depth_mm < measured_mm);
    assert(plane_mm + depth_mm > measured_mm);
  }
});

Deno.test("Ψ_P alone changes the projection and not the pose", () => {
  const lines = correctionUpdates(dataset, smallPredictor(dataset));
  const of = (update: string) => lines.filter((line) => line.update === update);
  const [nothing, psiP, both] = ["nothing", "psiP", "psiC+psiP"].map((name) => of(name)[0]);
  assertEquals([psiP.measured_mm, psiP.moved_mm], [nothing.measured_mm, 0]);
  assert(psiP.to_target_px < nothing.to_target_px);
  assertAlmostEquals(both.measured_mm, alone("predicted", { update: "psiC+psiP" }).mm, 1e-3);
});

Deno.test("what is written of it comes back for the figures; nothing there is no error", async () => {
  const folder = Deno.makeTempDirSync();
  assertEquals(await readSensitivity(folder), null);
  const measured = {
    grid: correctionGrid(dataset, predictor, { steps: 1, rates: [0.01] }),
    rules: correctionRules(dataset, predictor, { epsilon: [5], tau: [20], steps: [2] }),
    noise: correctionNoise(dataset, predictor, { sizes_px: [0] }),
    depth: correctionDepth(dataset, predictor),
  };
  await writeSensitivity(folder, measured);
  const read = (await readSensitivity(folder))!;
  assertEquals(read.grid.map(({ steps }) => steps), measured.grid.map(({ steps }) => steps));
  assertAlmostEquals(read.depth[1].plane_mm, measured.depth[1].plane_mm, 5.1e-4);
  assertEquals(read.noise.map(({ tau }) => tau), ["on", "off", "on", "off"]);
  Deno.removeSync(`${folder}/correction_rules.csv`);
  let message = "";
  await readSensitivity(folder).catch((error) => message = error.message);
  assert(message.includes("correction_rules.csv is not there"), message);
});
