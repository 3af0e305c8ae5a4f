import type * as tf from "@tensorflow/tfjs";

/** Hears of a weight tensor that a layer has applied at `places` places of its input, batch included. */
export type UseListener = (weight: tf.Tensor, places: number) => void;

let listener: UseListener | undefined;

/** What each layer calls for its weights. Nearly free while nobody listens. */
export function noteUse(weight: tf.Tensor, places: number): void {
  listener?.(weight, places);
}

/** Runs `network`; `heard` is told of every use of a weight by the layers of this folder meanwhile. */
export function hearUses<T>(heard: UseListener, network: () => T): T {
  const before = listener;
  listener = heard;
  try {
    return network();
  } finally {
    listener = before;
  }
}
