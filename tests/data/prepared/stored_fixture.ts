import { join } from "node:path";
import type { Dataset } from "../../../lib/data/dataset.ts";
import { DATASET_FILE } from "../../../lib/data/prepared/open_prepared.ts";
import type { PreparedAbout } from "../../../lib/data/prepared/schema.ts";
import { sequencePath, writeSequence } from "../../../lib/data/prepared/sequence_file.ts";
import type { StoredPictures } from "../../../lib/data/prepared/stored_pictures.ts";
import { writeAtomic } from "../../../lib/atomic_write.ts";

/** Writes a data set in memory as a prepared one, every frame `every` frames of its video apart. */
export function store(
  dataset: Dataset,
  to: string,
  every = 25,
  pictures: (images: Uint8Array) => StoredPictures = (bytes) => ({ kind: "rgb", bytes }),
): string {
  const { sequences, imageSize, skeleton, name } = dataset;
  let kind: PreparedAbout["pictures"] = "rgb";
  for (const sequence of sequences) {
    const stored = pictures(sequence.images);
    kind = stored.kind;
    writeSequence(sequencePath(to, sequence.id), {
      ...sequence,
      frameNumbers: Int32Array.from({ length: sequence.frames }, (_, i) => i * every),
      pictures: stored,
      imageSize,
    });
  }
  const about: PreparedAbout = {
    ...{ format: "posemachine data set", version: 1, name, skeleton: skeleton.name, imageSize },
    ...{ pictures: kind, videoFps: 50, settings: {} },
  };
  writeAtomic(join(to, DATASET_FILE), JSON.stringify(about));
  return to;
}
