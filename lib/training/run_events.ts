import * as tf from "@tensorflow/tfjs";

/** Curves for TensorBoard. */
export interface EventWriter {
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  close(): void;
}

const NONE: EventWriter = { scalars() {}, close() {} };

/**
 * Writes TensorBoard event files into `folder` (`tensorboard --logdir runs`). Only the native engine can;
 * on another `note` is told so once, and the curves stay in `log.jsonl`.
 */
export async function openEvents(
  folder: string,
  note: (text: string) => void,
): Promise<EventWriter> {
  if (tf.getBackend() !== "tensorflow") {
    note(
      `TensorBoard files need the native engine, this is ${tf.getBackend()}: see log.jsonl instead`,
    );
    return NONE;
  }
  const { node } = await import("@tensorflow/tfjs-node-gpu");
  const writer = node.summaryFileWriter(folder);
  return {
    scalars: (step, values) => {
      for (const [name, value] of Object.entries(values)) writer.scalar(name, value, step);
    },
    close: () => writer.flush(),
  };
}
