import { assert, assertEquals } from "@std/assert";
import { startEngine } from "../../../lib/engine/engine.ts";
import { multiplyAdds, totalMultiplyAdds } from "../../../lib/model/multiply_adds.ts";
import { learnedParameters } from "../../../lib/model/parameter_table.ts";
import { cameraRotations, rotated } from "../../../lib/model/peers/camera_rotations.ts";
import { convexProblem, fitConvex } from "../../../lib/model/peers/convex_shape_fit.ts";
import { fitSequence } from "../../../lib/model/peers/sequence_fit.ts";
import { combined, shapeDictionary } from "../../../lib/model/peers/shape_dictionary.ts";
import {
  projectedAtoms,
  sparseCoefficients,
} from "../../../lib/model/peers/sparse_coefficients.ts";
import { initZhou2016, zhou2016HeatMaps, ZHOU_2016 } from "../../../lib/model/peers/zhou2016.ts";
import { disposeTree } from "../../../lib/nn/tree.ts";
import { createRng } from "../../../lib/random.ts";
import { assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";

await startEngine();

const rng = createRng("sequence fit");
const POSES = Array.from(
  { length: 40 },
  () => Float64Array.from({ length: 51 }, () => 300 * rng.normal()),
);
const DICTIONARY = shapeDictionary(POSES, 12);
const PROBLEM = convexProblem(DICTIONARY);

/** About x, then about the vertical. */
function rotation(tilt: number, heading: number): Float64Array {
  const [c, s, d, t] = [Math.cos(heading), Math.sin(heading), Math.cos(tilt), Math.sin(tilt)];
  return Float64Array.of(c, 0, s, s * t, d, -c * t, -s * d, t, c * d);
}

/** Two of the dictionary's poses, as seen under a slowly turning camera. */
function sequence(frames: number) {
  return Array.from({ length: frames }, (_, f) => {
    const coefficients = new Float64Array(12);
    coefficients[3] = 3;
    coefficients[7] = 2 + 0.1 * f;
    const turn = rotation(1.2, 0.6 + 0.05 * f);
    return { coefficients, turn, pose: rotated(turn, combined(DICTIONARY, coefficients)) };
  });
}

const distance = (a: Float64Array, b: Float64Array) =>
  Math.hypot(...a.map((value, i) => value - b[i]));

Deno.test("the convex start finds rotation, coefficients and an outlier", () => {
  const [{ coefficients, turn, pose }] = sequence(1);
  const points = pose.slice(0, 34);
  const config = {
    ...{ lambda: 1e-3, outliers: 10, steps: 3000, tolerance: 1e-6 },
    solve: "prepared" as const,
  };
  const fit = fitConvex(PROBLEM, points, config);
  assert(distance(fit.rotation, turn) < 0.01, `${fit.rotation}`);
  assert(distance(fit.coefficients, coefficients) < 0.02, `${fit.coefficients}`);
  assert(fit.iterations < config.steps);
  points[5] += 3; // no pose explains it
  const robust = fitConvex(PROBLEM, points, { ...config, lambda: 0.5, outliers: 0.1 });
  assertEquals(robust.outliers.indexOf(Math.max(...robust.outliers)), 5);
});

Deno.test("all weights large: nothing is left; at most as many iterations as allowed", () => {
  const [{ pose }] = sequence(1);
  const points = pose.slice(0, 34);
  const config = { lambda: 1e6, outliers: 1e6, steps: 7, tolerance: 0, solve: "prepared" } as const;
  const { coefficients, iterations } = fitConvex(PROBLEM, points, config);
  assertEquals(iterations, 7);
  assert(Math.hypot(...coefficients) < 1e-9);
});

Deno.test("systems solved anew in each iteration and prepared ones give the same fit", () => {
  for (const { pose } of sequence(3)) {
    const points = pose.slice(0, 34);
    const config = { ...ZHOU_2016.fit.convex, tolerance: 1e-4 };
    const [each, prepared] = (["each", "prepared"] as const).map((solve) =>
      fitConvex(PROBLEM, points, { ...config, solve })
    );
    assert(each.iterations > 5 && each.iterations === prepared.iterations);
    assert(distance(each.rotation, prepared.rotation) < 1e-4);
    assert(distance(each.coefficients, prepared.coefficients) < 1e-4);
  }
});

Deno.test("coefficients fulfil the condition of an optimum", () => {
  const frames = sequence(3);
  const seen = frames.map(({ turn }) => projectedAtoms(DICTIONARY, turn));
  const points = frames.map(({ pose }) => pose.slice(0, 34));
  const start = frames.map(() => new Float64Array(12));
  const config = { alpha: 0.3, beta: 0.7, steps: 20_000, tolerance: 1e-12 };
  const { coefficients } = sparseCoefficients(seen, points, start, config);
  for (const [f, c] of coefficients.entries()) {
    for (let k = 0; k < 12; k++) {
      let slope = 0;
      for (let i = 0; i < 34; i++) {
        const model = c.reduce((sum, value, a) => sum + value * seen[f][a * 34 + i], 0);
        slope += seen[f][k * 34 + i] * (model - points[f][i]);
      }
      for (const other of [f - 1, f + 1]) {
        if (coefficients[other]) slope += config.beta * (c[k] - coefficients[other][k]);
      }
      if (c[k] === 0) assert(Math.abs(slope) <= config.alpha + 1e-4);
      else assertAlmostEquals(slope, -config.alpha * Math.sign(c[k]), 1e-4);
    }
  }
});

Deno.test("rotations are found from far away, and smoothness draws them together", () => {
  const frames = sequence(4);
  const shapes = frames.map(({ coefficients }) => combined(DICTIONARY, coefficients));
  const points = frames.map(({ pose }) => pose.slice(0, 34));
  const start = frames.map(() => rotation(0.6, 0.1));
  const config = { gamma: 0, steps: 100, tolerance: 1e-9 };
  const found = cameraRotations(shapes, points, start, config);
  found.rotations.forEach((each, f) => assert(distance(each, frames[f].turn) < 1e-8));
  const smooth = cameraRotations(shapes, points, start, { ...config, gamma: 1e4 }).rotations;
  const apart = (all: readonly Float64Array[]) => distance(all[0], all[3]);
  assert(apart(smooth) < 0.1 * apart(found.rotations));
});

/** A Gaussian of one cell about each point. */
function mapsOf(poses: readonly Float64Array[], size: number, width: number) {
  const values = new Float32Array(poses.length * size * size * 17);
  const cell = width / size;
  for (let i = 0; i < values.length; i++) {
    const joint = i % 17, place = Math.floor(i / 17);
    const [column, row, f] = [
      place % size,
      Math.floor(place / size) % size,
      Math.floor(place / size ** 2),
    ];
    const dx = column + 0.5 - (poses[f][joint] + width / 2) / cell;
    const dy = row + 0.5 - (poses[f][17 + joint] + width / 2) / cell;
    values[i] = Math.exp(-(dx ** 2 + dy ** 2) / 2);
  }
  return { values, size, joints: 17, width };
}

Deno.test("poses come back from their heat maps, and the work is told", () => {
  const frames = sequence(3);
  const maps = mapsOf(frames.map(({ pose }) => pose), 48, 8);
  const { fit } = ZHOU_2016;
  const config = {
    ...fit,
    convex: { ...fit.convex, lambda: 0.02, outliers: 10 },
    refinement: {
      ...fit.refinement,
      coefficients: { ...fit.refinement.coefficients, alpha: 0.02 },
    },
    maximization: {
      ...fit.maximization,
      coefficients: { ...fit.maximization.coefficients, alpha: 0.02, beta: 0.1 },
      rotations: { ...fit.maximization.rotations, gamma: 0.01 },
    },
  };
  const found = fitSequence(PROBLEM, maps, config);
  for (const [f, { pose }] of frames.entries()) {
    assert(distance(found.poses[f], pose) < 0.05 * Math.hypot(...pose), `frame ${f}`);
    const back = found.projections[f].map((value) => value - 4);
    assert(distance(back, pose.slice(0, 34)) < 0.05 * Math.hypot(...pose));
  }
  const { work } = found;
  assert(work.convex > 3 && work.refinement >= 3 && work.expectation >= 1);
  assert(work.maximization >= work.expectation && work.coefficients > 0 && work.rotations > 0);
  assertEquals(fitSequence(PROBLEM, maps, config), found);
});

Deno.test("[14]'s demonstration detector: 26.37 M parameters, 26.20 GMAC", () => {
  const config = { ...ZHOU_2016, network: { ...ZHOU_2016.network, imageSize: 64 } };
  const zeros = { uniform: () => 0, normal: () => 0, integer: () => 0 };
  const params = initZhou2016(config, zeros);
  assertAlmostEquals(learnedParameters(params) / 1e6, 26.37, 0.006);
  const work = multiplyAdds(params, () => zhou2016HeatMaps(params, tf.zeros([1, 64, 64, 3])));
  assertAlmostEquals(16 * totalMultiplyAdds(work) / 1e9, 26.20, 0.006);
  disposeTree(params);
});
