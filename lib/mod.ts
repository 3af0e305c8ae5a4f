// Everything a user may import as "posemachine"; a notebook imports from nowhere else.
export { writeAtomic } from "./atomic_write.ts";
export { cacheFolder } from "./cache_folder.ts";
export {
  type Camera,
  cameraToWorld,
  type Crop,
  fromCrop,
  project,
  squareCrop,
  toCrop,
  worldToCamera,
} from "./camera.ts";
export { type ActionSource, actionSources } from "./data/benchmark/action_sources.ts";
export { ACTIONS } from "./data/benchmark/actions.ts";
export { benchmark } from "./data/benchmark/benchmark.ts";
export type { Mapping } from "./data/benchmark/clips.ts";
export type { BenchmarkOptions, Split } from "./data/benchmark/options.ts";
export type { StillConfig } from "./data/benchmark/still_config.ts";
export {
  type StillBatch,
  type StillStream,
  stillStream,
  type StillStreamOptions,
} from "./data/benchmark/still_stream.ts";
export { stills } from "./data/benchmark/stills.ts";
export type {
  Dataset,
  DatasetOf,
  LabelledFrames,
  Sequence,
  Stills,
  StoredDataset,
  StoredSequence,
} from "./data/dataset.ts";
export { type Bvh, bvhPose, parseBvh } from "./data/formats/bvh.ts";
export type { BvhJoint } from "./data/formats/bvh_hierarchy.ts";
export { type Cdf, type CdfVariable, parseCdf } from "./data/formats/cdf.ts";
export type { CdfAttributeValue } from "./data/formats/cdf_attributes.ts";
export type { CdfTypeName } from "./data/formats/cdf_values.ts";
export { type KthFile, parseKthText } from "./data/formats/kth_text.ts";
export { parseMat5 } from "./data/formats/mat5.ts";
export { type MatFile, openMat } from "./data/formats/mat_file.ts";
export type {
  MatCell,
  MatChar,
  MatClass,
  MatNumeric,
  MatStruct,
  MatValue,
} from "./data/formats/mat_value.ts";
export { matField, matNumber, matText } from "./data/formats/mat_walk.ts";
export { parseNpy } from "./data/formats/npy.ts";
export type { NpyArray, ObjectArray } from "./data/formats/npy_array.ts";
export { type Npz, openNpz } from "./data/formats/npz.ts";
export { type Numbers, type NumericArray, rowMajor } from "./data/formats/numeric_array.ts";
export { unpickle } from "./data/formats/pickle.ts";
export type { PickleDict, PickleKey, PickleValue } from "./data/formats/pickle_value.ts";
export {
  decodeSafetensors,
  type Dtype,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "./data/formats/safetensors.ts";
export type { TextArray } from "./data/formats/text_array.ts";
export {
  type CommunityTakes,
  readCommunityPoints,
  readCommunityPoses,
} from "./data/human36m/community.ts";
export { openHuman36m, type OpenHuman36mOptions } from "./data/human36m/open_human36m.ts";
export { prepareHuman36m, type PrepareHuman36mOptions } from "./data/human36m/prepare_human36m.ts";
export {
  type Human36mPart,
  type Human36mProtocol,
  human36mProtocol,
  PROTOCOL_NUMBERS,
  type ProtocolNumber,
  withValidation,
} from "./data/human36m/protocols.ts";
export type { Human36mSettings } from "./data/human36m/sequences.ts";
export { parseHumanevaCalibration } from "./data/humaneva/calibration.ts";
export {
  HUMANEVA_ACTIONS,
  type HumanevaAction,
  type HumanevaSplit,
} from "./data/humaneva/names.ts";
export { openHumaneva, type OpenHumanevaOptions } from "./data/humaneva/open_humaneva.ts";
export { prepareHumaneva, type PrepareHumanevaOptions } from "./data/humaneva/prepare_humaneva.ts";
export {
  type HumanevaPart,
  type HumanevaProtocol,
  humanevaProtocol,
  withHumanevaValidation,
} from "./data/humaneva/protocols.ts";
export { KTH_14, KTH_LIMBS } from "./data/kth/joints.ts";
export { type KthCamera, type KthSequence, openKth } from "./data/kth/open_kth.ts";
export type { KthView } from "./data/kth/texts.ts";
export { kthCrops, projectAffine } from "./data/kth/views.ts";
export type { MpiiAnnotation } from "./data/mpii/annotation.ts";
export { MPII_16 } from "./data/mpii/joints.ts";
export { parseMpiiJson } from "./data/mpii/json.ts";
export { readMpiiMat } from "./data/mpii/mat.ts";
export type { MpiiPerson } from "./data/mpii/people.ts";
export { type PreparedMpii, prepareMpii } from "./data/mpii/prepare_mpii.ts";
export type { Prepared } from "./data/prepared/prepare.ts";
export type { PrepareOfficialOptions } from "./data/prepared/prepare_official.ts";
export { openStills, type StoredStills } from "./data/stills/open_stills.ts";
export { readPicture } from "./data/stills/picture_file.ts";
export {
  type StillBox,
  type StillCrop,
  stillCrops,
  type StillOptions,
} from "./data/stills/still_crops.ts";
export {
  storedStillStream,
  type StoredStillStreamOptions,
} from "./data/stills/stored_still_stream.ts";
export { type Ffmpeg, findFfmpeg } from "./data/video/ffmpeg.ts";
export { decodeJpegs, encodeJpeg } from "./data/video/jpeg.ts";
export { cropRegion, type Picture, type Region, type Size } from "./data/video/picture.ts";
export { probeVideo, type Video } from "./data/video/probe.ts";
export { cropSquare } from "./data/video/square_crops.ts";
export { type CropOptions, type VideoCrop, videoCrops } from "./data/video/video_crops.ts";
export { type FrameOptions, type VideoFrame, videoFrames } from "./data/video/video_frames.ts";
export { type Engine, type EngineOptions, startEngine } from "./engine/engine.ts";
export { type EngineName, ENGINES } from "./engine/engine_names.ts";
export { correctPoses } from "./correction/correct.ts";
export {
  CORRECTION_DEFAULTS,
  type CorrectionOptions,
  correctionOptions,
  RELEASED_DEFAULTS,
  type ReleasedOptions,
  type StepOptions,
} from "./correction/options.ts";
export type { Correction, CorrectionMachine, Decision } from "./correction/projector.ts";
export { UserError } from "./errors.ts";
export {
  type Bootstrap,
  bootstrap,
  type BootstrapOptions,
  type BootstrapUnit,
  differenceInterval,
  type Interval,
  relativeInterval,
  rowInterval,
} from "./evaluation/bootstrap.ts";
export { seedInterval } from "./evaluation/seed_interval.ts";
export { convertedPredictor } from "./evaluation/converted_predictor.ts";
export {
  concatenated,
  evaluateRows,
  type Predictor,
  type RowResult,
} from "./evaluation/evaluate.ts";
export { frameMeans } from "./evaluation/frame_means.ts";
export {
  machinePredictor,
  type PredictorOptions,
  rpsmPredictor,
} from "./evaluation/machine_predictor.ts";
export { type Means, meansOf, meansOfSums } from "./evaluation/means.ts";
export { type Motion, type MotionIndex, motionsOf } from "./evaluation/motions.ts";
export {
  describeProtocol,
  type Protocol,
  PROTOCOL_1,
  PROTOCOL_1_VALIDATION,
} from "./evaluation/protocol.ts";
export {
  PAPER_FRAMES,
  type Published,
  PUBLISHED_OURS_BY_ACTION,
  PUBLISHED_RPSM,
  PUBLISHED_TABLE_5,
} from "./evaluation/published.ts";
export type { Alignment, PublishedRow } from "./evaluation/published_row.ts";
export { PUBLISHED_TABLE_2, publishedName } from "./evaluation/published_table2.ts";
export {
  HUMANEVA_SEQUENCES,
  PUBLISHED_TABLE_3,
  type PublishedHumanEvaRow,
} from "./evaluation/published_table3.ts";
export { type Provenance, type RowScores, type Scores, scoresOf } from "./evaluation/scores.ts";
export { type StreamedPose, type StreamOptions, streamPoses } from "./evaluation/stream_poses.ts";
export type { CorrectionChange, InferenceMode, TestTime } from "./evaluation/test_time.ts";
export { alignedScores } from "./experiments/aligned_scores.ts";
export { checkpointsIn, type TrainedFilePath } from "./experiments/checkpoint_files.ts";
export { correctionDepth, type DepthLine } from "./experiments/correction_depth.ts";
export { correctionGrid, type GridLine, type GridOptions } from "./experiments/correction_grid.ts";
export {
  breakEven,
  correctionNoise,
  type NoiseLine,
  type NoiseOptions,
} from "./experiments/correction_noise.ts";
export {
  correctionRules,
  type RuleLine,
  type RuleOptions,
} from "./experiments/correction_rules.ts";
export {
  type CorrectionSensitivity,
  writeSensitivity,
} from "./experiments/correction_sensitivity.ts";
export type { CorrectionTarget } from "./experiments/correction_trial.ts";
export { correctionUpdates, type UpdateLine } from "./experiments/correction_updates.ts";
export {
  type CorrectionCurves,
  correctionCurves,
  correctionSteps,
  type StepCurveOptions,
  type StepError,
} from "./experiments/correction_steps.ts";
export {
  bestOfSweep,
  correctionSweep,
  SWEEP_COLUMNS,
  SWEEP_RATES,
  type SweepLine,
} from "./experiments/correction_sweep.ts";
export {
  evaluable,
  evaluateCheckpoints,
  type EvaluateOptions,
  type Evaluation,
} from "./experiments/evaluate_checkpoints.ts";
export { frameRule } from "./experiments/frame_rule.ts";
export { measure, type Measured } from "./experiments/measure.ts";
export {
  type EvaluationData,
  type OpenCheckpoint,
  openCheckpoint,
  type OpenModel,
  openModel,
  type OpenOptions,
} from "./experiments/open_checkpoint.ts";
export { type Panel, type PanelFrame, panelFrames } from "./experiments/panel.ts";
export { panelJson, readPanel, writePanel } from "./experiments/panel_file.ts";
export {
  type ComparisonOptions,
  type ComparisonRow,
  type Figures,
  type MeasuredScores,
} from "./experiments/comparison_rows.ts";
export {
  AS_PRINTED,
  type ProtocolTable,
  protocolTable,
  type ProtocolTableRow,
} from "./experiments/protocol_table.ts";
export { writeProtocolTable } from "./experiments/protocol_table_files.ts";
export { protocolTableText } from "./experiments/protocol_table_text.ts";
export {
  planVariant,
  type TrainedFile,
  trainVariant,
  type TrainVariantOptions,
} from "./experiments/train_variant.ts";
export { machinePath, type VariantRun } from "./experiments/variant_run.ts";
export {
  type HourglassVariant,
  type MachineVariant,
  type PresetName,
  type RpsmVariant,
  type Training,
  type Variant,
  variant,
  VARIANTS,
  withPreset,
} from "./experiments/variants.ts";
export { type Columns, writeResultFile } from "./experiments/result_file.ts";
export type { Experiment, Row } from "./experiments/row.ts";
export {
  experimentOf,
  EXPERIMENTS,
  REFERENCE_ROWS,
  rowsOf,
  TABLE_5,
  TABLE_5_AT_2_FPS,
  TABLE_5_RELATIONS,
  TABLE_5_ROWS,
} from "./experiments/rows.ts";
export { readScores, type ScoresFile, writeScores } from "./experiments/scores_file.ts";
export { type StoredData, storedData } from "./experiments/stored_data.ts";
export type { StoredHuman36m } from "./experiments/stored_human36m.ts";
export type { StoredHumaneva } from "./experiments/stored_humaneva.ts";
export type { StoredDataArguments, StoredFolder } from "./experiments/stored_set.ts";
export { storedStills, type StoredStillsFolder } from "./experiments/stored_stills.ts";
export { AS_PRINTED_3, type Table3, table3, type Table3Row } from "./experiments/table3.ts";
export { writeTable3 } from "./experiments/table3_files.ts";
export { table3Text } from "./experiments/table3_text.ts";
export {
  type Relation,
  type SeedRow,
  type Table5,
  type TableRow,
  tabulate,
  type TabulateOptions,
} from "./experiments/table5.ts";
export { writeTable5, type WriteTable5Options } from "./experiments/table5_files.ts";
export { table5Text } from "./experiments/table5_text.ts";
export {
  VALIDATION_COLUMNS,
  type ValidationTraining,
  validationTrainings,
} from "./experiments/validation_trainings.ts";
export {
  VALIDATION_POSE2D_COLUMNS,
  type ValidationPose2d,
  validationPose2d,
} from "./experiments/validation_pose2d.ts";
export { textTable } from "./experiments/text_table.ts";
export {
  speedRatio,
  timeInTurns,
  type Timing,
  timing,
  type TurnsOptions,
  type Work,
} from "./experiments/timing.ts";
export { ablationFigure } from "./figures/ablation.ts";
export { allFigures } from "./figures/all_figures.ts";
export { comparisonFigures } from "./figures/comparison_figures.ts";
export { correctionDepthFigure } from "./figures/correction_depth.ts";
export { correctionGridFigure } from "./figures/correction_grid.ts";
export { correctionNoiseFigure } from "./figures/correction_noise.ts";
export { correctionRateFigure } from "./figures/correction_rate.ts";
export { correctionRulesFigure } from "./figures/correction_rules.ts";
export { correctionStepsFigure } from "./figures/correction_steps.ts";
export { type Ends } from "./figures/dumbbell.ts";
export { errorByActionFigure } from "./figures/error_by_action.ts";
export { errorByJointFigure } from "./figures/error_by_joint.ts";
export { errorOverTimeFigure, type TimeRow } from "./figures/error_over_time.ts";
export { type Exporter, openExporter } from "./figures/export.ts";
export { jointSetsFigure } from "./figures/joint_sets.ts";
export { dropoutRows, jointDropoutFigure } from "./figures/joint_dropout.ts";
export type { Figure, Layout, Trace } from "./figures/figure.ts";
export { picturePng } from "./figures/picture_png.ts";
export { panelRows } from "./figures/panel_rows.ts";
export { type PanelOptions, posePanelFigure, type PoseRow } from "./figures/pose_panel.ts";
export {
  type MeasuredTable,
  readMeasuredTable,
  readResultTables,
  readSweep,
  readValidationPose2d,
  readValidationTrainings,
  type ResultTables,
} from "./figures/read_tables.ts";
export { readSensitivity } from "./figures/read_sensitivity.ts";
export type { PoseView } from "./figures/pose_view.ts";
export { relationsFigure } from "./figures/relations.ts";
export { skeletonSvg, type SkeletonSvgOptions } from "./figures/skeleton_svg.ts";
export { type ProtocolErrorRow, table2Figure } from "./figures/table2.ts";
export { type MethodTimeRow, table4Figure } from "./figures/table4.ts";
export {
  type AblationRow,
  type ActionRow,
  type DropoutRow,
  type JointRow,
  type MeasuredRelation,
  type RelationRow,
  type SeedErrorRow,
  type StepRow,
  type SweepRow,
  type ValidationRow,
  verdict,
} from "./figures/tables.ts";
export type {
  LifterConfig,
  MachineConfig,
  Pose2dConfig,
  TransformerConfig,
} from "./model/config.ts";
export {
  inferDataset,
  type Inference,
  type Intermediate,
  intermediatePoses,
} from "./model/inference.ts";
export {
  initLifter,
  initMachine,
  isMachine,
  type Lifter,
  type LifterParams,
  type Machine,
  type MachineParams,
} from "./model/machine.ts";
export { type CompactFile, writeCompact } from "./model/compact_file.ts";
export {
  type LifterFile,
  loadLifter,
  loadMachine,
  type MachineFile,
  saveMachine,
  type TrainingRecord,
} from "./model/machine_file.ts";
export { type PsiR, psiR, type PsiRConfig } from "./model/pose2d_network.ts";
export { OFFICIAL, PAPER, preset, PRESETS, SMALL } from "./model/presets.ts";
export {
  type InitOptions,
  initPsiC,
  initPsiP,
  type ProjectorConfig,
  type PsiC,
  psiC,
  type PsiP,
  psiP,
} from "./model/projector.ts";
export { SHIPPED_MACHINE } from "./model/shipped.ts";
export {
  type Adaption,
  type MemorylessPsiT,
  type PsiT,
  psiT,
  type PsiTState,
  type RecurrentPsiT,
} from "./model/transformer.ts";
export {
  formatParameterTable,
  type LayerParameters,
  learnedParameters,
  parameterTable,
} from "./model/parameter_table.ts";
export { foldNorms } from "./model/fold_norms.ts";
export { projectPoses } from "./model/project_poses.ts";
export type { BatchNorm } from "./nn/batch_norm.ts";
export type { Convolution } from "./nn/convolution.ts";
export type {
  FoldedNorm,
  NormedConvolution,
  NormPlace,
  PostNormed,
  PreNormed,
} from "./nn/normed_convolution.ts";
export type { Dense } from "./nn/dense.ts";
export type { Initializer } from "./nn/initialize.ts";
export type { Lstm, LstmState } from "./nn/lstm.ts";
export { disposeTree, type Tree } from "./nn/tree.ts";
export {
  checkShapes,
  loadTree,
  type SaveOptions,
  saveTree,
  type TreeFile,
  type WeightStorage,
} from "./nn/tree_file.ts";
export {
  alignedJointErrors,
  jointErrors,
  mpjpe,
  nMpjpe,
  pckh,
  pMpjpe,
  velocityError,
} from "./metrics.ts";
export { errorCorrelation2d, jointErrors2d, pcp } from "./metrics_2d.ts";
export { type DepthErrors, depthErrors } from "./metrics_depth.ts";
export { denormalize, fitNormalization, type Normalization, normalize } from "./normalize.ts";
export { alignProcrustes } from "./procrustes.ts";
export {
  type PictureDisplay,
  type PictureOptions,
  showMaps,
  showPictures,
} from "./notebook/pictures.ts";
export { loadPolars } from "./notebook/polars.ts";
export { type FigureBundle, type FigureDisplay, showFigure } from "./notebook/show_figure.ts";
export {
  showTable,
  type TableBundle,
  type TableDisplay,
  type TableOptions,
  type Tabular,
} from "./notebook/table.ts";
export { createRng, type Rng } from "./random.ts";
export { chosenJoints, jointsByName, withJoints } from "./joint_conversion.ts";
export { h36mPose, type JointMiddle, type JointSet, jointSet, jointSetOf } from "./joint_set.ts";
export { type LeftRightErrors, leftRightErrors } from "./left_right_errors.ts";
export {
  type Bone,
  bones,
  H36M_17,
  HUMANEVA_15,
  jointIndex,
  RELEASED_16,
  type Side,
  type Skeleton,
  skeletonNamed,
} from "./skeleton.ts";
export {
  type ClipRecipe,
  type ProjectorRecipe,
  type Recipe,
  SMALL_RECIPE,
  type StepRecipe,
} from "./training/recipe.ts";
export type { Rate, Schedule } from "./training/schedule.ts";
export { type PlannedStep, type StepName, STEPS } from "./training/plan.ts";
export type { Json } from "./training/run_config.ts";
export { heatMapPoses } from "./model/heat_map_poses.ts";
export {
  type HourglassParams,
  type HourglassStack,
  type HourglassStem,
  initHourglass,
  stackedHourglass,
} from "./model/hourglass.ts";
export { HOURGLASS_SMALL, type HourglassConfig } from "./model/hourglass_config.ts";
export type { HourglassLevel, HourglassModule } from "./model/hourglass_level.ts";
export {
  type Hourglass,
  type HourglassFile,
  loadHourglass,
  saveHourglass,
} from "./model/hourglass_file.ts";
export { hourglassInfer, hourglassPoses } from "./model/hourglass_poses.ts";
export {
  type LayerMultiplyAdds,
  multiplyAdds,
  multiplyAddsByModule,
  totalMultiplyAdds,
  trainingMultiplyAdds,
} from "./model/multiply_adds.ts";
export type {
  Residual,
  ResidualChain,
  SameWidthResidual,
  WideningResidual,
} from "./model/residual.ts";
export { HOURGLASS_RECIPE, type HourglassRecipe } from "./training/train_hourglass.ts";
export {
  initRpsm,
  type Rpsm,
  rpsm,
  type RpsmParams,
  type RpsmStage,
  type RpsmStages,
  type RpsmState,
} from "./model/rpsm.ts";
export {
  RPSM_PAPER,
  RPSM_SMALL,
  type RpsmConfig,
  type RpsmStageConfig,
} from "./model/rpsm_config.ts";
export { loadRpsm, type RpsmFile, saveRpsm } from "./model/rpsm_file.ts";
export { rpsmInfer } from "./model/rpsm_inference.ts";
export { RPSM_RECIPE, type RpsmRecipe } from "./training/train_rpsm.ts";
export type { ChainedConvolution, ChainLayer } from "./model/convolution_chain.ts";
export type { AlternationConfig } from "./model/peers/alternation.ts";
export type { RotationsConfig } from "./model/peers/camera_rotations.ts";
export {
  type ConvexFitConfig,
  type ConvexProblem,
  convexProblem,
} from "./model/peers/convex_shape_fit.ts";
export type { HeatMaps } from "./model/peers/heat_map_means.ts";
export type { Limb } from "./model/peers/limb_lengths.ts";
export { applyLin2017, initLin2017, type Lin2017Config, LIN_2017 } from "./model/peers/lin2017.ts";
export {
  applyPavlakos2017,
  initPavlakos2017,
  type Pavlakos2017Config,
  pavlakos2017Volumes,
  PAVLAKOS_2017,
  type View,
} from "./model/peers/pavlakos2017.ts";
export type { Pixel } from "./model/peers/person_crops.ts";
export type { PoseMachineConfig, PoseMachineParams } from "./model/peers/pose_machine.ts";
export type { Pinhole, RootSearch } from "./model/peers/root_depth.ts";
export {
  fitSequence,
  type FitWork,
  type SequenceFit,
  type SequenceFitConfig,
} from "./model/peers/sequence_fit.ts";
export { type ShapeDictionary, shapeDictionary } from "./model/peers/shape_dictionary.ts";
export {
  type ShapeComponent,
  type ShapeMixture,
  shapeMixture,
  type ShapeMixtureSize,
} from "./model/peers/shape_mixture.ts";
export type { CoefficientsConfig } from "./model/peers/sparse_coefficients.ts";
export type { Stage, Timed } from "./model/peers/stages.ts";
export { applyTome2017, type Tome2017Options, type Tome2017Pose } from "./model/peers/tome2017.ts";
export { type Tome2017Config, TOME_2017 } from "./model/peers/tome2017_config.ts";
export {
  initTome2017,
  type Tome2017,
  type Tome2017Networks,
} from "./model/peers/tome2017_model.ts";
export type { UprightFit } from "./model/peers/upright_fit.ts";
export type {
  LiftedPose,
  PreparedLifting,
  UprightLiftingConfig,
} from "./model/peers/upright_lifting.ts";
export type { Factor, UprightFitConfig } from "./model/peers/upright_system.ts";
export type {
  WideningHourglassConfig,
  WideningHourglassParams,
  WideningStack,
} from "./model/peers/widening_hourglass.ts";
export {
  initZhou2016,
  type Zhou2016Config,
  zhou2016HeatMaps,
  ZHOU_2016,
} from "./model/peers/zhou2016.ts";
export {
  applyZhou2017,
  type DepthModule,
  initZhou2017,
  type Zhou2017Config,
  type Zhou2017Params,
  ZHOU_2017,
} from "./model/peers/zhou2017.ts";
export { matmulPeakGflops } from "./engine/matmul_peak.ts";
export { type DeviceChoice } from "./experiments/devices_beside.ts";
export { HOLDS, type Holds } from "./experiments/finding.ts";
export {
  intervalCoverage,
  type MedianInterval,
  medianInterval,
} from "./experiments/median_interval.ts";
export {
  measureRunningTimes,
  type RunningTimeOptions,
  type RunningTimeRow,
  type RunningTimes,
  type StageRow,
  TABLE_4,
} from "./experiments/running_time.ts";
export {
  type BesideOptions,
  measureBeside,
  type ProcessOptions,
  timesByEngine,
} from "./experiments/running_time_beside.ts";
export { writeRunningTimes } from "./experiments/running_time_files.ts";
export {
  type MethodPlace,
  orderInWords,
  publishedOrder,
} from "./experiments/running_time_order.ts";
export { type TimesOurs, timesOurs } from "./experiments/running_time_ratios.ts";
export {
  type TimedClip,
  timedClip,
  type TimedFrame,
} from "./experiments/timed_methods/timed_clip.ts";
export type {
  MethodRun,
  MethodVariant,
  PreparedMethod,
  TimedMethod,
} from "./experiments/timed_methods/timed_method.ts";
