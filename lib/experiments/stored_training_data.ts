import { stillStream } from "../data/benchmark/still_stream.ts";
import { readAbout } from "../data/prepared/open_prepared.ts";
import type { TrainingData } from "../training/training_data.ts";
import { benchmarkTrainingData, type WantedData } from "./benchmark_training_data.ts";
import { openSide, sides, type StoredData, storedSet } from "./stored_data.ts";
import { convertedStills } from "./converted_stills.ts";
import { fingerprint } from "./fingerprint.ts";

/**
 * A prepared data set's sequences. Stills are the embedded benchmark's: the 2D data of a training are
 * its own choice (`wo-external` trains without).
 *
 * @throws {UserError} when the folder holds no prepared data set
 */
export function storedTrainingData(data: StoredData, wanted: WantedData): TrainingData {
  const { imageSize, validation, seed } = wanted;
  const { kind, fps, actions = "all" } = data;
  readAbout(data.folder);
  const protocol: Record<string, string> = data.kind === "human36m"
    ? { protocol: data.protocol, ...data.joints && { joints: `${data.joints}` } }
    : {};
  const about = {
    set: kind,
    ...protocol,
    fps,
    actions,
    imageSize,
    files: fingerprint(data.folder),
  };
  const { skeleton } = storedSet(data);
  const open = (validation: boolean) => () =>
    Promise.resolve(openSide(data, "train", { validation, imageSize }));
  const part = (validation: boolean) => ({
    ...about,
    actors: sides(data, validation).train.subjects,
  });
  return {
    dataConfig: {
      stills: benchmarkTrainingData(wanted).dataConfig.stills,
      pretraining: { ...part(true) },
      dataset: { ...part(validation) },
    },
    // As on the benchmark, S8 stays out of step 1: the validation machine and the final one share it.
    pretraining: open(true),
    dataset: open(validation),
    stills: (start, batch) =>
      convertedStills(stillStream({ config: { seed, imageSize }, start, batch }), skeleton),
  };
}
