import * as tf from "@tensorflow/tfjs";

/** Loads the WebAssembly backend and makes it the current one. */
export async function loadWasmBackend(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
}
