// Where the published figures of Tables 2 and 3 were read. These tables of Wang et al. themselves are not
// freely readable; their text is, and so are papers that quote them or the same competitors.

/** The paper's own text. */
export const TEXT = "Wang et al., 3D Human Pose Machines with Self-supervised Learning " +
  "(TPAMI 2020), text of section 4.2";

/** Li et al. quote one row of Wang et al. */
export const LI_TABLE_3 = "Li et al., Geometry-Driven Self-Supervised Method for 3D Human Pose " +
  "Estimation (AAAI 2020), Table 3";

/** Says that models were tested on ground-truth boxes, and errors taken relative to the root. */
export const DABRAL_TABLE_1 = "Dabral et al., Learning 3D Human Pose from Structure and Motion " +
  "(ECCV 2018), Table 1";

/** Says that errors were taken after Procrustes analysis. */
export const DABRAL_TABLE_2 = "Dabral et al., Learning 3D Human Pose from Structure and Motion " +
  "(ECCV 2018), Table 2";

/** Mean errors without Procrustes analysis, "obtained from the original papers". */
export const PAVLAKOS_TABLE_4 = "Pavlakos et al., Ordinal Depth Supervision for 3D Human Pose " +
  "Estimation (CVPR 2018), Table 4";

/** The same after Procrustes analysis. */
export const PAVLAKOS_TABLE_5 = "Pavlakos et al., Ordinal Depth Supervision for 3D Human Pose " +
  "Estimation (CVPR 2018), Table 5";

/** HumanEva-I, after Procrustes analysis. */
export const PAVLAKOS_TABLE_6 = "Pavlakos et al., Ordinal Depth Supervision for 3D Human Pose " +
  "Estimation (CVPR 2018), Table 6";

/** Says for its whole table: 17 joints, 10 frames a second, all cameras and trials. */
export const TOME_TABLE_1 = "Tome et al., Lifting from the Deep (CVPR 2017), Table 1";

/** Two protocols, both on 14 joints after a similarity transformation. */
export const TOME_TABLE_2 = "Tome et al., Lifting from the Deep (CVPR 2017), Table 2";

/** Its own figures and those of others. */
export const ZHOU_TABLE_1 = "Zhou et al., Deep Kinematic Pose Regression (ECCV Workshops 2016), " +
  "Table 1";

/** Its own figures and those of others; 17 joints. */
export const PARK_TABLE_1 = "Park et al., 3D Human Pose Estimation Using Convolutional Neural " +
  "Networks with 2D Pose Information (ECCV Workshops 2016), Table 1";

/** Says: S11, every 64th frame, 13 joints, up to a rigid transformation without scale. */
export const NIE_TABLE_1 =
  "Nie et al., Monocular 3D Human Pose Estimation by Predicting Depth on " +
  "Joints (ICCV 2017), Table 1";

/** Says that roots are aligned and nothing is rotated. */
export const NIE_TABLE_2 =
  "Nie et al., Monocular 3D Human Pose Estimation by Predicting Depth on " +
  "Joints (ICCV 2017), Table 2";

/** HumanEva-I. */
export const CONVFORMER_TABLE_2 = "Diaz-Arias and Shin, ConvFormer (arXiv 2304.02147, 2023), " +
  "Table 2";
