import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { evaluateRows, mergeCorrection, type Predictor } from "../../lib/evaluation/evaluate.ts";
import { mpjpe } from "../../lib/metrics.ts";
import { denormalize } from "../../lib/normalize.ts";
import { smallDataset } from "./small_dataset.ts";
import { smallPredictor } from "./small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating"]);
const truth = Float32Array.from(dataset.sequences.flatMap(({ pose3d }) => [...pose3d]));
const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;

Deno.test("each row answers with its own pose, and the machine runs once", () => {
  const predictor = smallPredictor(dataset);
  const results = evaluateRows(dataset, predictor, {
    "intermediate": { answer: "intermediate", mode: "sequence" },
    "frame": { answer: "intermediate", mode: "frame" },
    "regressed": { answer: "regressed", mode: "sequence" },
    "corrected": { answer: "corrected", mode: "sequence", target: "predicted" },
    "2D GT": { answer: "corrected", mode: "sequence", target: "truth" },
  });
  assertEquals(predictor.calls, [dataset.name]);
  const { pose3d, pose2d } = smallPredictor(dataset).infer(dataset);
  const expected = denormalize(predictor.normalization, pose3d);
  assertEquals(results[0].poses, expected);
  assertAlmostEquals(mean(results[0].errors), mpjpe(expected, truth, 17), 1e-3);
  assert(mean(results[1].errors) > 1.5 * mean(results[0].errors));
  const { pose3d: corrected, initial } = predictor.correct(pose3d, pose2d, { rate: 0.01 });
  assertEquals(results[2].poses, denormalize(predictor.normalization, initial));
  assertEquals(results[3].poses, denormalize(predictor.normalization, corrected));
  assert(results[4].poses.some((value, i) => value !== results[3].poses[i]));
  assertEquals(results.map(({ discarded }) => discarded === null), [
    ...[true, true, true, false, false],
  ]);
});

Deno.test("the mean pose is the training mean in every frame", () => {
  const [{ poses }] = evaluateRows(dataset, smallPredictor(dataset), {
    "mean pose": { answer: "mean pose" },
  });
  for (const c of [3, 20, 50]) {
    const column = truth.filter((_, i) => i % 51 === c);
    assertAlmostEquals(poses[c], mean(column), 1e-2);
    assertEquals(poses[51 * 7 + c], poses[c]);
  }
});

Deno.test("a row's change overrides the chosen correction, the released variant replaces it", () => {
  const merged = mergeCorrection({ rate: 0.1, tau: null }, { rate: 0.2 });
  assertEquals([merged.rate, (merged as { tau: null }).tau, merged.steps], [0.2, null, 2]);
  assertEquals(mergeCorrection({ rate: 0.1 }, { method: "released" }).rate, 1.5e-4);
  assertThrows(() => mergeCorrection({}, { steps: -3 }), UserError, "-3");
});

Deno.test("what cannot be evaluated is refused, naming what is wrong", () => {
  const predictor = smallPredictor(dataset);
  const rows = { "x": { answer: "intermediate", mode: "sequence" } } as const;
  assertThrows(
    () => evaluateRows({ ...dataset, sequences: [] }, predictor, rows),
    UserError,
    "no frames",
  );
  const other: Predictor = { ...predictor, normalization: { min: [0, 0, 0], max: [1, 1, 1] } };
  assertThrows(() => evaluateRows(dataset, other, rows), UserError, "1 joints");
  const broken: Predictor = {
    ...predictor,
    infer: () => ({
      pose3d: new Float32Array(truth.length).fill(NaN),
      singleFrame: new Float32Array(),
      pose2d: new Float32Array(),
    }),
  };
  assertThrows(() => evaluateRows(dataset, broken, rows), UserError, "'x' predicts NaN");
  const { min, max } = predictor.normalization;
  assertThrows(
    () =>
      evaluateRows(dataset, { ...predictor, normalization: { min, max } }, {
        "mean pose": { answer: "mean pose" },
      }),
    UserError,
    "no mean pose",
  );
});
