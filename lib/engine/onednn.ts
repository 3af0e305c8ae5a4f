import * as tf from "@tensorflow/tfjs";
import { type Attribute, floatType, hasRawOperations, rawBackend } from "./raw_operations.ts";

/** TensorFlow's switch for Intel's oneDNN; without it, it decides by the processor. */
const SWITCH = "TF_ENABLE_ONEDNN_OPTS";

/**
 * Switches oneDNN on, to be called before the library is loaded, unless the user has said otherwise.
 * TensorFlow leaves it off on processors without AVX-512 VNNI, although its convolutions gain most where
 * channels are few: a training step of the small preset's Ψ_R takes 0.69 of the time on an AVX2 machine.
 */
export function enableOneDnn(): void {
  if (Deno.env.get(SWITCH) === undefined) Deno.env.set(SWITCH, "1");
}

/** Whether the user has switched oneDNN off. */
export function oneDnnSwitchedOff(): boolean {
  return ["0", "false"].includes((Deno.env.get(SWITCH) ?? "").toLowerCase());
}

/**
 * Asks for the kernel of one of oneDNN's own operations, `_MklNative...`, which TensorFlow otherwise puts
 * into graphs by itself.
 */
export function oneDnnKernel(): Attribute {
  return { name: "_kernel", type: rawBackend().binding.TF_ATTR_STRING, value: "MklNameChangeOp" };
}

let works: boolean | undefined;

/**
 * Whether oneDNN's own operations can be had: on the native engine's CPU, in libraries that have them.
 * They fuse what plain ones do in two passes, or keep what the gradient needs.
 */
export function hasOneDnn(): boolean {
  if (!hasRawOperations()) return false;
  return works ??= !oneDnnSwitchedOff() && !onGpu() && tryOut();
}

function onGpu(): boolean {
  return (tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice;
}

/** One of them, on four pixels. */
function tryOut(): boolean {
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = rawBackend().binding;
  try {
    return tf.tidy(() => {
      const [pooled] = rawBackend().executeMultipleOutputs(
        "_MklNativeMaxPool",
        [
          floatType(),
          { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
          { name: "ksize", type: TF_ATTR_INT, value: [1, 2, 2, 1] },
          { name: "strides", type: TF_ATTR_INT, value: [1, 2, 2, 1] },
          { name: "padding", type: TF_ATTR_STRING, value: "VALID" },
          { name: "workspace_enabled", type: TF_ATTR_BOOL, value: true },
          oneDnnKernel(),
        ],
        [tf.tensor4d([1, 4, 3, 2], [1, 2, 2, 1])],
        2,
      );
      return pooled.dataSync()[0] === 4;
    });
  } catch {
    return false; // a library without them
  }
}
