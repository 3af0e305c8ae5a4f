import { benchmark } from "../data/benchmark/benchmark.ts";
import { stillStream } from "../data/benchmark/still_stream.ts";
import { benchmarkVersion } from "../data/benchmark/version.ts";
import type { TrainingData } from "../training/training_data.ts";

/** What a training asks of its data, wherever they come from. */
export interface WantedData {
  /** Of the stills' order, or of their drawing. */
  readonly seed: number;
  /** Hold the validation actor out. */
  readonly validation: boolean;
  readonly imageSize: number;
  /** Frames a second (default: those of the data set). */
  readonly fps?: number;
  /** Whether it sees stills at all. */
  readonly stills: boolean;
  readonly log: (line: string) => void;
}

/** The embedded benchmark's sequences and stills. */
export function benchmarkTrainingData(
  { seed, validation, imageSize, fps = 10, stills: wantsStills, log }: WantedData,
): TrainingData {
  const { renderer, motion } = benchmarkVersion(); // other pictures are other data: no checkpoint outlives them
  const stills = wantsStills ? { set: "stills", seed, imageSize, renderer, motion } : null;
  const split = validation ? "validation-train" : "train";
  const benchmarkSet = "embedded benchmark";
  const dataset = { set: benchmarkSet, split, seed: 1, imageSize, fps, renderer, motion } as const;
  // S8 stays out of step 1, so that the validation machine and the final one share it.
  const pretraining = { ...dataset, split: "validation-train", fps: 10 } as const;
  const sequences = ({ split, seed, imageSize, fps }: typeof dataset | typeof pretraining) => {
    log(`making ready the sequences of ${split}`);
    return benchmark({ split, seed, imageSize, fps });
  };
  return {
    dataConfig: { stills, pretraining, dataset },
    pretraining: () => sequences(pretraining),
    dataset: () => sequences(dataset),
    stills: (start, batch) => stillStream({ config: { seed, imageSize }, start, batch }),
  };
}
