import { bones, H36M_17 } from "../../skeleton.ts";
import type { ChainLayer } from "../convolution_chain.ts";
import { psiRLayers } from "../pose2d_network.ts";
import { PAPER } from "../presets.ts";
import type { PoseMachineConfig } from "./pose_machine.ts";
import type { UprightLiftingConfig } from "./upright_lifting.ts";

/** What decides the shape and the work of "Lifting from the Deep". */
export interface Tome2017Config {
  /** Side of the square that the pose network sees, px. */
  readonly imageSize: number;
  /** Finds the 2D pose of the person in the middle of its picture. */
  readonly pose: PoseMachineConfig;
  /** Finds the people in a whole picture. */
  readonly person: PoseMachineConfig;
  /** Whether people are looked for in the whole picture, or their places are given. */
  readonly search: boolean;
  /** A peak of the person map above it is a person. */
  readonly personThreshold: number;
  /** Squares that go through the pose network at once; those that lack a person are empty. */
  readonly slots: number;
  /** σ of the map of the person's centre, px. */
  readonly centreSigma: number;
  /** A joint is seen if the largest column's mean of its map is above it. */
  readonly visible: number;
  /** A pose is lifted if at least so many joints are seen. */
  readonly fewestJoints: number;
  /** `last`: once, as the released code; `every`: after each stage, fused into its maps, as the paper. */
  readonly lifts: "last" | "every";
  /** Which joint of the 3D model each of the maps but the last shows; the last is the background. */
  readonly shown: readonly number[];
  /** How 2D poses are lifted. */
  readonly lifting: UprightLiftingConfig;
  /** Size of the 3D model. */
  readonly mixture: {
    readonly components: number;
    readonly bases: number;
    readonly joints: number;
  };
  /** `prepared`: what is the same for all poses is computed once; `each`: anew for every pose. */
  readonly solve: "prepared" | "each";
}

/** The released person network's trunk; from conv4_3 on it differs from Table 1's. */
const PERSON_TRUNK: readonly ChainLayer[] = [
  { name: "conv1_1", channels: 64 },
  { name: "conv1_2", channels: 64 },
  "max_1",
  { name: "conv2_1", channels: 128 },
  { name: "conv2_2", channels: 128 },
  "max_2",
  ...[1, 2, 3, 4].map((i) => ({ name: `conv3_${i}`, channels: 256 })),
  "max_3",
  ...[1, 2, 3, 4].map((i) => ({ name: `conv4_${i}`, channels: 512 })),
  { name: "conv5_1", channels: 512 },
  { name: "conv5_2", channels: 128 },
];

/** What both networks share: the convolutional pose machine's widths. */
const WIDTHS = { firstWidth: 512, width: 128, initializer: "he" } as const;

/**
 * The released code's sizes and settings. The paper's own network has one lift a stage (`lifts: "every"`);
 * its maps' joints, its number of components and of rotations could not be found.
 */
export const TOME_2017: Tome2017Config = {
  imageSize: 368,
  // 14 joints of MPI and the background
  pose: { ...WIDTHS, trunk: psiRLayers(PAPER), maps: 15, stages: 6, centreMap: true },
  person: { ...WIDTHS, trunk: PERSON_TRUNK, maps: 1, stages: 4, centreMap: false },
  search: true,
  personThreshold: 0.4,
  slots: 4, // the released placeholder's size, however many people there are; 1 is kinder
  centreSigma: 25,
  visible: 1e-3,
  fewestJoints: 5,
  lifts: "last",
  // head, neck, right and left arm, right and left leg; not the pelvis, the spine and the nose
  shown: [10, 8, 14, 15, 16, 11, 12, 13, 1, 2, 3, 4, 5, 6],
  lifting: {
    rotations: 100,
    precisionScale: 5.2,
    placePrecision: 1e-5,
    depthWeight: 0,
    smallestScale: 0.001,
    blend: 1.55,
    limbs: bones(H36M_17).map(({ parent, child }) => [parent, child]),
    limbNorm: 0.97 * 1174.88,
  },
  mixture: { components: 3, bases: 25, joints: 17 }, // sizes of the released model file
  solve: "prepared", // the authors speak of cached matrices; the released Python solves each anew
};
