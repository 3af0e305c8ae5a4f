import * as tf from "@tensorflow/tfjs";
import { registerTrainingKernels } from "./wasm_kernels.ts";

/** Loads the WebAssembly backend, completes its training kernels and makes it the current one. */
export async function loadWasmBackend(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  registerTrainingKernels();
  await tf.setBackend("wasm");
}
