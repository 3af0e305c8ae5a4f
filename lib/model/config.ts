import type { Initializer } from "../nn/initialize.ts";
import type { ProjectorConfig } from "./projector.ts";

/** Ψ_R, the 2D pose sub-network (section 3.1, Table 1). */
export interface Pose2dConfig {
  /** Channels of the blocks conv1, conv2, conv3, of the first two layers of conv4, and of the maps. */
  readonly channels: readonly [number, number, number, number, number];
  /** Further 3x3 convolutions on the maps (the released code: 2, "special_conv"; the paper: 0). */
  readonly extraConvolutions: number;
  /**
   * Where the 2D pose comes from: `fc`, the FC layer of section 3.4; `argmax`, the position of the
   * maximum of the first K maps (section 3.1), trained with Gaussian heat maps; `none`, the released
   * code, which takes the 2D pose from another network.
   */
  readonly head: "fc" | "argmax" | "none";
}

/** Ψ_T, the 2D-to-3D pose transformer (section 3.2). */
export interface TransformerConfig {
  /** Channels of the two 5x5 convolutions with stride 2. */
  readonly channels: number;
  /** `same`: as the text's maps shrink; `caffe`: pad 1, as the released code. */
  readonly padding: "same" | "caffe";
  /**
   * Whether 2x2 max pooling follows the two convolutions or not (the released code). The paper's text
   * has the pooling (46 → 23 → 12 → 6); its figure 2 shows 46 → 23 → 11.
   */
  readonly pool: boolean;
  /** Units of the fully connected layer and of each LSTM. */
  readonly units: number;
  /** Whether ReLU follows the fully connected layer (the released code: no). */
  readonly fcRelu: boolean;
  /**
   * How the two LSTMs are stacked: `forward`, both over past frames (the paper, and the only one that
   * can stream); `forward-backward`, the second over the clip reversed (the released code).
   */
  readonly direction: "forward" | "forward-backward";
  /** Start of the forget gate's bias: 1 remembers by default; 0 is the released code's. */
  readonly forgetBias: number;
  /** `none`: a fully connected layer of as many units in place of each LSTM (row `w/o temporal`). */
  readonly recurrence?: "none";
}

/** What decides the shape of Ψ_R and Ψ_T, which lift pictures to intermediate 3D poses. */
export interface LifterConfig {
  /** Name of the preset it came from. */
  readonly preset: string;
  /** Side of the square picture, px; a multiple of 8. */
  readonly imageSize: number;
  /** Number of joints, K. */
  readonly joints: number;
  /** Ψ_R. */
  readonly pose2d: Pose2dConfig;
  /** Ψ_T. */
  readonly transformer: TransformerConfig;
  /** Start of the weights of convolutions and fully connected layers. */
  readonly initializer: Initializer;
  /** Start of the LSTMs' weights. */
  readonly lstmInitializer: Initializer;
}

/** Everything that decides the machine's shape; a value of this type is saved with every checkpoint. */
export interface MachineConfig extends LifterConfig {
  /** Ψ_C and Ψ_P. */
  readonly projector: ProjectorConfig;
}

/** Side of the maps of Ψ_R: three 2x2 poolings make an eighth of the picture. */
export function mapSize({ imageSize }: Pick<LifterConfig, "imageSize">): number {
  return imageSize / 8;
}
