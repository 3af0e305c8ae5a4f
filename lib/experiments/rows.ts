import { PUBLISHED_TABLE_5 } from "../evaluation/published.ts";
import type { Experiment, Row } from "./row.ts";

const SAME_CHECKPOINT = "nothing: the checkpoint of `ours`";

/** The four rows of Table 5 that one trained checkpoint gives. */
export const TABLE_5_ROWS: readonly Row[] = [
  {
    name: "ours",
    published: PUBLISHED_TABLE_5["ours"],
    training: "the reference: Algorithm 1, all four steps",
    difference: "the reference: self-supervised correction towards the predicted 2D pose",
    test: { answer: "corrected", mode: "sequence", target: "predicted" },
  },
  {
    name: "w/o SSC test",
    published: PUBLISHED_TABLE_5["w/o SSC test"],
    training: SAME_CHECKPOINT,
    difference: "no correction: Ψ_C(p3d) with its trained weights is the answer",
    test: { answer: "regressed", mode: "sequence" },
  },
  {
    name: "w/ 2D GT",
    published: PUBLISHED_TABLE_5["w/ 2D GT"],
    training: SAME_CHECKPOINT,
    difference: "the correction is towards the true 2D pose: its upper bound",
    test: { answer: "corrected", mode: "sequence", target: "truth" },
  },
  {
    name: "w/ single frame",
    published: PUBLISHED_TABLE_5["w/ single frame"],
    training: SAME_CHECKPOINT,
    difference: "every frame is the first of its sequence: the LSTMs remember nothing",
    test: { answer: "corrected", mode: "frame", target: "predicted" },
  },
];

/** Rows that are not in the paper and help to read those that are. */
export const REFERENCE_ROWS: readonly Row[] = [
  {
    name: "mean pose",
    published: null,
    training: "none",
    difference: "the mean training pose for every frame: what no machine should be worse than",
    test: { answer: "mean pose" },
  },
  {
    name: "intermediate pose",
    published: null,
    training: SAME_CHECKPOINT,
    difference: "p3d of Ψ_T, before the projector module",
    test: { answer: "intermediate", mode: "sequence" },
  },
  {
    name: "w/ noisy 2D GT",
    published: null,
    training: SAME_CHECKPOINT,
    difference:
      "towards the true 2D pose with independent noise as large as the predicted one's error: " +
      "is it the size of the 2D error that a correction cannot use, or that it goes with the 3D error?",
    test: { answer: "corrected", mode: "sequence", target: "noisy truth" },
  },
  {
    name: "updating Ψ_C and Ψ_P",
    published: null,
    training: SAME_CHECKPOINT,
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
    training: SAME_CHECKPOINT,
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
    training: SAME_CHECKPOINT,
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
    training: SAME_CHECKPOINT,
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
    training: SAME_CHECKPOINT,
    difference: "Adam at 1.5e-4, a bone term, Spine masked, Ψ_P frozen, no rules",
    test: {
      answer: "corrected",
      mode: "sequence",
      target: "predicted",
      change: { method: "released" },
    },
  },
];

/** What Table 5 says of the four rows: the first of each pair has the smaller error. */
export const TABLE_5_RELATIONS: readonly (readonly [better: string, worse: string])[] = [
  ["ours", "w/o SSC test"],
  ["w/ 2D GT", "ours"],
  ["ours", "w/ single frame"],
];

/** The self-supervised correction ablation. */
export const TABLE_5: Experiment = {
  name: "Table 5: self-supervised correction",
  command: "deno task evaluate",
  time: "about a minute",
  expected: "intermediate pose near 107, ours within 1 of w/o SSC test, w/ 2D GT 5 below, " +
    "w/ single frame 7 above, mean pose near 235",
  rows: [...TABLE_5_ROWS, ...REFERENCE_ROWS],
};
