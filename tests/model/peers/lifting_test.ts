import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { inBodyAxes } from "../../../lib/model/peers/body_axes.ts";
import { backSubstitute, triangularize } from "../../../lib/model/peers/least_squares.ts";
import { limbLengths } from "../../../lib/model/peers/limb_lengths.ts";
import { peaks } from "../../../lib/model/peers/person_crops.ts";
import { metricPose, PAVLAKOS_2017 } from "../../../lib/model/peers/pavlakos2017.ts";
import { findRootDepth } from "../../../lib/model/peers/root_depth.ts";
import { shapeMixture } from "../../../lib/model/peers/shape_mixture.ts";
import { TOME_2017 } from "../../../lib/model/peers/tome2017_config.ts";
import { tome2017Lift } from "../../../lib/model/peers/tome2017_lifting.ts";
import { prepareLifting } from "../../../lib/model/peers/upright_lifting.ts";
import { turned } from "../../../lib/model/peers/upright_system.ts";
import { createRng } from "../../../lib/random.ts";
import { bones, H36M_17 } from "../../../lib/skeleton.ts";

const rng = createRng("lifting");

/** Hips, legs, spine, head and arms of a standing person, z up, mm; x to its left. */
const STANDING = Float64Array.of(
  ...[
    0,
    0,
    0,
    -130,
    0,
    0,
    -130,
    -20,
    -440,
    -130,
    20,
    -880,
    130,
    0,
    0,
    130,
    -20,
    -440,
    130,
    20,
    -880,
  ],
  ...[0, 20, 230, 0, 10, 480, 0, -30, 570, 0, 0, 690, 150, 10, 450, 200, 20, 170, 230, -60, -70],
  ...[-150, 10, 450, -200, 20, 170, -230, -60, -70],
);

/** Standing people, each joint elsewhere by chance, facing anywhere. */
const PEOPLE = Array.from({ length: 300 }, () => {
  const pose = STANDING.map((value) => value + 60 * rng.normal());
  return turned3(pose, rng.uniform(-3, 3));
});

/** About z. */
function turned3(pose: Float64Array, angle: number): Float64Array {
  const seen = turned(pose, angle); // right, down, away
  return pose.map((_, i) => i % 3 === 0 ? seen[i] : i % 3 === 1 ? seen[i + 1] : -seen[i - 1]);
}

Deno.test("poses are turned to their own axes", () => {
  const pose = inBodyAxes(turned3(STANDING, 1.1));
  pose.forEach((value, i) => assertAlmostEquals(value, STANDING[i], 1e-9));
});

const MIXTURE = shapeMixture(PEOPLE, TOME_2017.mixture);

Deno.test("a mixture's directions are orthonormal and their precisions ascend", () => {
  assertEquals(MIXTURE.length, 3);
  for (const { mean, basis, precision, noisePrecision } of MIXTURE) {
    const dot = (a: number, b: number) => {
      let sum = 0;
      for (let i = 0; i < 51; i++) sum += basis[a * 51 + i] * basis[b * 51 + i];
      return sum;
    };
    assertAlmostEquals(dot(4, 4), 1, 1e-9);
    assertAlmostEquals(dot(4, 9), 0, 1e-9);
    precision.forEach((value, i) => assert(i === 0 || value >= precision[i - 1]));
    assert(noisePrecision >= precision[24]);
    assertAlmostEquals(mean[32] / STANDING[32], 1, 0.1); // the head's height
  }
});

/** A standing person from in front, turned: places of the 14 joints with maps, px. */
function seenFrom(angle: number) {
  const shape = turned(STANDING, angle);
  const places = Float64Array.from(
    TOME_2017.shown.flatMap((joint) => [
      184 + 0.15 * shape[3 * joint],
      184 + 0.15 * shape[3 * joint + 1],
    ]),
  );
  return { shape, places };
}

Deno.test("a standing person is lifted from every side, with or without preparation", () => {
  const { lifting, shown } = TOME_2017;
  const weights = Float64Array.from({ length: 17 }, (_, joint) => shown.includes(joint) ? 1 : 0);
  const prepared = prepareLifting(MIXTURE, lifting, weights);
  const seen = shown.map(() => true);
  for (const angle of [0, 0.9, 2.5, 4.4]) {
    const { shape, places } = seenFrom(angle);
    const found = tome2017Lift({ mixture: MIXTURE }, TOME_2017, places, seen)!;
    const fast = tome2017Lift({ mixture: MIXTURE, prepared }, TOME_2017, places, seen)!;
    found.lifted.pose3d.forEach((value, i) =>
      assertAlmostEquals(fast.lifted.pose3d[i], value, 1e-3)
    );
    assertEquals(found.lifted.solves % 100, 0);
    assert(found.lifted.solves >= 300 && found.lifted.solves <= 600);
    const { pose3d } = found.lifted;
    const truth = limbLengths(shape, TOME_2017.lifting.limbs);
    const scale = TOME_2017.lifting.limbNorm / Math.hypot(...truth);
    let error = 0;
    for (let j = 0; j < 17; j++) {
      const away = [0, 1, 2].map((axis) => pose3d[3 * j + axis] - scale * shape[3 * j + axis]);
      error += Math.hypot(...away) / 17;
    }
    assert(error < 80, `${error} mm at ${angle}`);
    places.forEach((value, i) => assert(Math.abs(found.projected[i] - value) < 15));
  }
});

Deno.test("too few joints are not lifted", () => {
  const { places } = seenFrom(0);
  const seen = TOME_2017.shown.map((_, i) => i < 4);
  assertEquals(tome2017Lift({ mixture: MIXTURE }, TOME_2017, places, seen), undefined);
});

Deno.test("Householder's triangle solves least squares", () => {
  const [rows, unknowns] = [9, 4];
  const matrix = Float64Array.from({ length: rows * (unknowns + 1) }, () => rng.normal());
  const x = [1, -2, 3, 0.5];
  const last = matrix.subarray(rows * unknowns);
  last.forEach((_, i) => last[i] = x.reduce((sum, v, c) => sum + v * matrix[c * rows + i], 0));
  triangularize(matrix, rows, unknowns);
  const solved = backSubstitute(matrix, rows, last.slice(0, unknowns));
  solved.forEach((value, i) => assertAlmostEquals(value, x[i], 1e-9));
  assertAlmostEquals(Math.hypot(...last.slice(unknowns)), 0, 1e-9);
});

Deno.test("the root's depth is where limbs have their lengths", () => {
  const camera = { focal: [1145, 1145], centre: [500, 500] } as const;
  const shape = turned(STANDING, 0.7);
  const limbs = bones(H36M_17).map(({ parent, child }) => [parent, child] as const);
  const depth = 4800;
  const pixels = Float64Array.from({ length: 34 }, (_, i) => {
    const joint = i >> 1;
    return 500 + 1145 * shape[3 * joint + i % 2] / (depth + shape[3 * joint + 2]);
  });
  const depths = Float64Array.from({ length: 17 }, (_, joint) => shape[3 * joint + 2]);
  const lengths = limbLengths(shape, limbs);
  const found = findRootDepth({ pixels, depths }, camera, lengths, limbs, PAVLAKOS_2017.rootSearch);
  assertAlmostEquals(found.depth, depth, 0.01);
  assert(found.evaluations > 20 && found.evaluations < 200);

  // The same through cells of the finest volumes, which round by up to half a cell.
  const crop = { left: 250, top: 250, side: 500 };
  const cells = Int32Array.from({ length: 51 }, (_, i) => {
    const joint = Math.floor(i / 3), axis = i % 3;
    if (axis === 2) return Math.round((depths[joint] + 989.7) / (1955 / 63));
    return Math.floor((pixels[2 * joint + axis] - 250) / 500 * 64);
  });
  const { pose } = metricPose(cells, PAVLAKOS_2017, { camera, crop, limbs: lengths });
  for (let i = 2; i < 51; i += 3) assertAlmostEquals(pose[i], depth + shape[i], 300);
  for (let i = 0; i < 51; i += 3) assertAlmostEquals(pose[i], shape[i], 60);
});

Deno.test("peaks are above the threshold and no plateau counts twice", () => {
  const map = [0, 0, 0, 0, 0, 0.9, 0.9, 0, 0, 0, 0, 0, 0.3, 0, 0, 0.5];
  assertEquals(peaks(map, 4, 0.4), [[1, 1], [3, 3]]);
  assertEquals(peaks(Array(16).fill(1), 4, 0.4), []);
});
