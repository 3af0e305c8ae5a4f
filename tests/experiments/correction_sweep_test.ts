import { assert, assertEquals } from "@std/assert";
import { evaluateRows } from "../../lib/evaluation/evaluate.ts";
import { meansOf } from "../../lib/evaluation/means.ts";
import { bestOfSweep, correctionSweep } from "../../lib/experiments/correction_sweep.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

Deno.test("the sweep holds every setting once, each as evaluated alone", () => {
  const dataset = smallDataset(["Walking"]);
  const predictor = smallPredictor(dataset);
  const lines = correctionSweep(dataset, predictor, [0.002, 0.02]);
  assertEquals(predictor.calls.length, 1);
  const settings = lines.map(({ update, rules, rate, target }) => [update, rules, rate, target]);
  assertEquals(new Set(settings.map(String)).size, 24);
  const [{ errors }] = evaluateRows(dataset, predictor, {
    "x": {
      answer: "corrected",
      mode: "sequence",
      target: "truth",
      change: { rate: 0.02, update: "psiC+psiP", epsilon: null, tau: null },
    },
  });
  const line = lines.find(({ update, rules, rate, target }) =>
    update === "psiC+psiP" && rules === "off" && rate === 0.02 && target === "truth"
  );
  assertEquals(line?.measured_mm, meansOf(dataset, errors).overall);
  const best = bestOfSweep(lines);
  assertEquals(best.target, "predicted");
  assert(lines.every((other) => other.target === "truth" || other.measured_mm >= best.measured_mm));
});
