/// <reference lib="deno.worker" />
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";

self.onmessage = async (message: MessageEvent<number[]>) => {
  await startEngine();
  self.postMessage(tf.tidy(() => tf.sum(tf.square(tf.tensor1d(message.data))).dataSync()[0]));
};
