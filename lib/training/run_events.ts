import * as tf from "@tensorflow/tfjs";

/** Curves for TensorBoard. */
export interface EventWriter {
  /** Adds a point to the curve of each name. */
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  /** Makes sure that every point is on disk. */
  close(): void;
}

const NONE: EventWriter = { scalars() {}, close() {} };
let told = false; // a training opens several runs; one remark is enough

/**
 * Writes TensorBoard event files into `folder` (`tensorboard --logdir runs`). Only the native engine can;
 * on another `note` is told so, once in a process, and the curves stay in `log.jsonl`.
 *
 * tfjs-node keeps each folder's writer open for as long as the process lives: one tensor, its handle.
 */
export async function openEvents(
  folder: string,
  note: (text: string) => void,
): Promise<EventWriter> {
  const backend = tf.getBackend();
  if (backend !== "tensorflow") {
    if (!told) {
      note(`TensorBoard needs the native engine, this is ${backend}: see log.jsonl instead`);
    }
    told = true;
    return NONE;
  }
  const { node } = await import("@tensorflow/tfjs-node-gpu");
  let writer!: ReturnType<typeof node.summaryFileWriter>;
  tf.tidy(() => { // frees the writer's settings, which tfjs-node leaves behind
    writer = node.summaryFileWriter(folder);
    tf.keep((writer as unknown as { resourceHandle: tf.Tensor }).resourceHandle);
  });
  return {
    scalars: (step, values) => {
      for (const [name, value] of Object.entries(values)) writer.scalar(name, value, step);
    },
    close: () => writer.flush(),
  };
}
