import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { writeAtomic } from "../../atomic_write.ts";
import { DATASET_FILE, openPrepared } from "../../data/prepared/open_prepared.ts";
import type { PreparedAbout } from "../../data/prepared/schema.ts";
import { sequencePath, writeSequence } from "../../data/prepared/sequence_file.ts";
import type { StoredPictures } from "../../data/prepared/stored_pictures.ts";
import { picturesOfSize } from "../../data/prepared/stored_size.ts";
import { encodeJpeg } from "../../data/video/jpeg.ts";
import { createRng } from "../../random.ts";
import { H36M_17 } from "../../skeleton.ts";
import { layOutFrames, sampleClips } from "../../training/frames.ts";

/** How much is written; what is read then lies in the system's cache, as a small data set does. */
const SEQUENCES = 20, FRAMES = 100;

/**
 * Pictures a second that batches read of a prepared data set: 6 clips of 16 frames, as the last step of
 * Algorithm 1 takes, one batch after the other with nothing in between.
 */
export async function benchBatches(
  { imageSize, seconds = 3 }: { imageSize: number; seconds?: number },
): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  try {
    await writeGradients(folder, imageSize);
    const frames = layOutFrames(openPrepared(folder, { fps: 2 }));
    const rng = createRng("bench", "batches");
    const clips = { clips: 6, frames: 16 };
    const read = () => frames.pictures(sampleClips(frames, clips, rng));
    await read();
    const start = performance.now();
    let images = 0;
    while (performance.now() - start < 1000 * seconds) {
      await read();
      images += clips.clips * clips.frames;
    }
    tf.dispose([frames.pose2d, frames.pose3d]);
    return 1000 * images / (performance.now() - start);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A prepared data set of pictures with soft stripes and a little noise, which a JPEG packs as a photograph. */
async function writeGradients(folder: string, size: number) {
  const joints = H36M_17.joints.length, pictures = picturesOfSize(size);
  const rng = createRng("bench", "picture");
  const rgb = Uint8Array.from(
    { length: size * size * 3 },
    (_, i) => 128 + 90 * Math.sin(i / size / 7) + 10 * rng.normal(),
  );
  const jpeg = await encodeJpeg(rgb, size);
  const repeated = (bytes: Uint8Array) => {
    const all = new Uint8Array(FRAMES * bytes.length);
    for (let f = 0; f < FRAMES; f++) all.set(bytes, f * bytes.length);
    return all;
  };
  const stored: StoredPictures = pictures === "rgb" ? { kind: "rgb", bytes: repeated(rgb) } : {
    kind: "jpeg",
    bytes: repeated(jpeg),
    ends: Uint32Array.from({ length: FRAMES }, (_, f) => (f + 1) * jpeg.length),
  };
  const poses = Float32Array.from({ length: FRAMES * joints * 3 }, () => rng.normal());
  for (let trial = 1; trial <= SEQUENCES; trial++) {
    const id = `S1/Walking/${trial}/cam0`;
    writeSequence(sequencePath(folder, id), {
      ...{ id, actor: "S1", action: "Walking", trial, camera: 0, frames: FRAMES },
      calibration: {
        ...{ rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], position: [0, 0, 0], focal: [1, 1] },
        ...{ centre: [0, 0], radial: [0, 0, 0], tangential: [0, 0], width: 1, height: 1 },
      },
      frameNumbers: Int32Array.from({ length: FRAMES }, (_, f) => f),
      pose2d: new Float32Array(FRAMES * joints * 2),
      pose3d: poses,
      root: new Float32Array(FRAMES * 3),
      crops: new Float32Array(FRAMES * 3),
      pictures: stored,
      imageSize: size,
    });
  }
  const about: PreparedAbout = {
    ...{ format: "posemachine data set", version: 1, name: "stripes", skeleton: H36M_17.name },
    ...{ imageSize: size, pictures, videoFps: 50, settings: {} },
  };
  writeAtomic(join(folder, DATASET_FILE), JSON.stringify(about));
}
