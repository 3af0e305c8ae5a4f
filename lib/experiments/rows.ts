import { UserError } from "../errors.ts";
import { PUBLISHED_RPSM, PUBLISHED_TABLE_5 } from "../evaluation/published.ts";
import type { Experiment, Row } from "./row.ts";

/** The rows of Table 5, by section 4.4 of the paper. */
export const TABLE_5_ROWS: readonly Row[] = [
  {
    name: "ours",
    published: PUBLISHED_TABLE_5["ours"],
    variant: "ours",
    difference: "the reference: self-supervised correction towards the predicted 2D pose",
    test: { answer: "corrected", mode: "sequence", target: "predicted" },
  },
  {
    name: "w/o SSC train+test",
    published: PUBLISHED_TABLE_5["w/o SSC train+test"],
    variant: "wo-ssc",
    difference: "trained without projector module: the intermediate pose is the answer",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/o SSC test",
    published: PUBLISHED_TABLE_5["w/o SSC test"],
    variant: "ours",
    difference: "no correction: Ψ_C(p3d) with its trained weights is the answer",
    test: { answer: "regressed", mode: "sequence" },
  },
  {
    name: "w/ 2D GT",
    published: PUBLISHED_TABLE_5["w/ 2D GT"],
    variant: "ours",
    difference: "the correction is towards the true 2D pose: the paper's upper bound",
    test: { answer: "corrected", mode: "sequence", target: "truth" },
  },
  {
    name: "w/ HG features",
    published: PUBLISHED_TABLE_5["w/ HG features"],
    variant: "ours",
    difference:
      "the correction is towards the 2D pose of a separate hourglass network of two stages",
    test: { answer: "corrected", mode: "sequence", target: "hourglass" },
  },
  {
    name: "w/o projection",
    published: PUBLISHED_TABLE_5["w/o projection"],
    variant: "wo-projection-clips-only",
    difference:
      "a multi-task network: the stills' 2D poses first, then 2D and 3D poses of the sequences " +
      "together; its 3D pose is the answer",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/o temporal",
    published: PUBLISHED_TABLE_5["w/o temporal"],
    variant: "wo-temporal",
    difference: "no memory: every frame stands alone",
    test: { answer: "corrected", mode: "frame", target: "predicted" },
  },
  {
    name: "w/ single frame",
    published: PUBLISHED_TABLE_5["w/ single frame"],
    variant: "ours",
    difference: "every frame is the first of its sequence: the LSTMs remember nothing",
    test: { answer: "corrected", mode: "frame", target: "predicted" },
  },
  {
    name: "w/o external",
    published: PUBLISHED_TABLE_5["w/o external"],
    variant: "wo-external",
    difference: "trained without the stills",
    test: { answer: "corrected", mode: "sequence", target: "predicted" },
  },
];

/** Rows that are not in the paper and help to read those that are. */
export const REFERENCE_ROWS: readonly Row[] = [
  {
    name: "mean pose",
    published: null,
    variant: "ours",
    difference: "the mean training pose for every frame: what no machine should be worse than",
    test: { answer: "mean pose" },
  },
  {
    name: "intermediate pose",
    published: null,
    variant: "ours",
    difference: "p3d of Ψ_T, before the projector module",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/o SSC train+test, clips alone",
    published: null,
    readingOf: "w/o SSC train+test",
    variant: "wo-ssc-clips-only",
    difference: "the other reading of `w/o SSC train+test`: no stills in the last step",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/o projection, stills too",
    published: null,
    readingOf: "w/o projection",
    variant: "wo-projection",
    difference: "the other reading of `w/o projection`: the stills go on teaching Ψ_R meanwhile",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/o temporal, as many frames",
    published: null,
    readingOf: "w/o temporal",
    variant: "wo-temporal-all-frames",
    difference: "the other reading of `w/o temporal`: as many images a step as `ours` has frames",
    test: { answer: "corrected", mode: "frame", target: "predicted" },
  },
  {
    name: "conference version",
    published: PUBLISHED_RPSM,
    variant: "rpsm",
    difference:
      "three stages that refine one another's 3D poses, no projector module: reference [21]",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/ noisy 2D GT",
    published: null,
    variant: "ours",
    difference:
      "towards the true 2D pose with independent noise as large as the predicted one's error: " +
      "is it the size of the 2D error that a correction cannot use, or that it goes with the 3D error?",
    test: { answer: "corrected", mode: "sequence", target: "noisy truth" },
  },
  {
    name: "updating Ψ_C and Ψ_P",
    published: null,
    variant: "ours",
    difference: "the steps change the projection function too, as the paper's text has it",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { update: "psiC+psiP" },
    },
  },
  {
    name: "updating Ψ_C only",
    published: null,
    variant: "ours",
    difference: "the steps leave the projection function alone, as the released code has it",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { update: "psiC" },
    },
  },
  {
    name: "without the rules",
    published: null,
    variant: "ours",
    difference: "no frame stops early (ε) and none is discarded (τ)",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { epsilon: null, tau: null },
    },
  },
  {
    name: "with the rules",
    published: null,
    variant: "ours",
    difference: "frames stop early below ε = 5 mm and are discarded above τ = 20 mm",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { epsilon: 5, tau: 20 },
    },
  },
  {
    name: "released code's correction",
    published: null,
    variant: "ours",
    difference: "Adam at 1.5e-4, a bone term, Spine masked, Ψ_P frozen, no rules",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { method: "released" },
    },
  },
];

/**
 * What Table 5 says of its rows: the first of each pair has the smaller error. Then what the correction gains
 * with a 2D network of its own, what section 4 says of the conference version, and the same of the other
 * readings.
 */
export const TABLE_5_RELATIONS: readonly (readonly [better: string, worse: string])[] = [
  ["ours", "w/o SSC train+test"],
  ["ours", "w/o SSC test"],
  ["w/ 2D GT", "ours"],
  ["w/ HG features", "ours"],
  ["ours", "w/o projection"],
  ["ours", "w/o temporal"],
  ["ours", "w/ single frame"],
  ["ours", "w/o external"],
  ["w/ HG features", "w/o SSC test"],
  ["ours", "conference version"],
  ["ours", "w/o SSC train+test, clips alone"],
  ["ours", "w/o projection, stills too"],
  ["ours", "w/o temporal, as many frames"],
];

/** The whole of Table 5, with the rows beside it. */
export const TABLE_5: Experiment = {
  name: "Table 5: the ablation study",
  file: "table5",
  command: "deno task evaluate",
  time: "5 minutes",
  expected:
    "ours near 108, w/o SSC test within 1 of it, w/ 2D GT 5 below, w/ single frame 7 above, " +
    "mean pose near 235",
  rows: TABLE_5_ROWS,
  reference: REFERENCE_ROWS,
  relations: TABLE_5_RELATIONS,
};

/**
 * The rows in which time matters, at the paper's own sampling. (The released code takes 10 frames a
 * second, and so does everything else here.)
 */
export const TABLE_5_AT_2_FPS: Experiment = {
  name: "Table 5 at 2 frames a second",
  file: "table5_2fps",
  command: "deno task evaluate",
  time: "half a minute",
  expected: "ours near 110, w/o temporal and w/ single frame 5 above",
  rows: [
    { ...row("ours"), variant: "ours-2fps" },
    { ...row("w/o temporal"), variant: "wo-temporal-2fps" },
    { ...row("w/ single frame"), variant: "ours-2fps" },
  ],
  reference: [],
  relations: [["ours", "w/o temporal"], ["ours", "w/ single frame"]],
};

/** All tables. */
export const EXPERIMENTS: readonly Experiment[] = [TABLE_5, TABLE_5_AT_2_FPS];

function row(name: string): Row {
  return TABLE_5_ROWS.find((row) => row.name === name)!;
}

/**
 * The rows that one training's machine gives, those of the paper's table first.
 *
 * @throws {UserError} when no row comes from that variant
 *
 * @example
 * ```ts
 * import { rowsOf } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(rowsOf("wo-ssc").map(({ name }) => name), ["w/o SSC train+test"]);
 * ```
 */
export function rowsOf(variant: string): readonly Row[] {
  const { rows, reference } = experimentOf(variant);
  return [...rows, ...reference].filter((row) => row.variant === variant);
}

/**
 * The table that a training's machine has rows in.
 *
 * @throws {UserError} when no row comes from that variant
 *
 * @example
 * ```ts
 * import { experimentOf, TABLE_5_AT_2_FPS } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(experimentOf("wo-temporal-2fps"), TABLE_5_AT_2_FPS);
 * ```
 */
export function experimentOf(variant: string): Experiment {
  const found = EXPERIMENTS.find(({ rows, reference }) =>
    [...rows, ...reference].some((row) => row.variant === variant)
  );
  if (found) return found;
  throw new UserError(`No row of Table 5 comes from the variant '${variant}'`);
}
