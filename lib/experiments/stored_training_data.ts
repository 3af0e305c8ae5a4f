import { createHash } from "node:crypto";
import { join } from "node:path";
import { stillStream } from "../data/benchmark/still_stream.ts";
import { DATASET_FILE, sequenceFiles } from "../data/prepared/open_prepared.ts";
import type { TrainingData } from "../training/train.ts";
import { benchmarkTrainingData, type WantedData } from "./benchmark_training_data.ts";
import { openSide, sides, type StoredData, storedSet } from "./stored_data.ts";
import { convertedStills } from "./converted_stills.ts";

/**
 * A prepared data set's sequences. Stills are the embedded benchmark's: the 2D data of a training are
 * its own choice (`wo-external` trains without).
 */
export function storedTrainingData(data: StoredData, wanted: WantedData): TrainingData {
  const { imageSize, validation, seed } = wanted;
  const { kind, fps, actions = "all" } = data;
  const protocol: Record<string, string> = data.kind === "human36m"
    ? { protocol: data.protocol }
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

/** Changes when the folder's files do: their names and lengths, and what they were prepared from. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256").update(Deno.readFileSync(join(folder, DATASET_FILE)));
  for (const path of sequenceFiles(folder)) {
    hash.update(`${path.slice(folder.length)} ${Deno.statSync(path).size}\n`);
  }
  return hash.digest("hex").slice(0, 12);
}
