// The thread that owns the GPU: starts Deno's WebGPU under tfjs and answers the calls of RemoteBackend.
import * as tf from "@tensorflow/tfjs";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { parentPort, workerData } from "node:worker_threads";
import { answerCalls } from "./call_line.ts";
import { watchDevice } from "./webgpu_errors.ts";
import { replaceMaxPoolGradient } from "./webgpu_pooling.ts";
import {
  pack,
  type Question,
  type RemoteInput,
  type RemoteTensor,
  unpack,
  type WebgpuReady,
  type WebgpuStart,
} from "./webgpu_protocol.ts";

/** The limits that tfjs's programs are written for where the adapter has them. */
const LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

const tensors = new Map<number, tf.Tensor>();
let next = 1;

type Check = ReturnType<typeof watchDevice>;

async function start(): Promise<{ ready: WebgpuReady; check: Check }> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return { ready: { problem: "no adapter" }, check: () => Promise.resolve() };
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  const check = watchDevice(device);
  // The package's own start asks for features by wrong names, which Deno refuses.
  tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  await tf.setBackend("webgpu");
  // Small tensors would be computed in plain JavaScript: what the self-test tests must be what runs.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  replaceMaxPoolGradient();
  const kernels = tf.getKernelsForBackend("webgpu").map(({ kernelName }) => kernelName);
  const { description, device: model, vendor, isFallbackAdapter: software } = adapter.info;
  const name = description || model || vendor || "unnamed";
  return { ready: { adapter: { name, software }, kernels }, check };
}

function received(input: RemoteInput): tf.Tensor {
  if (input.upload) {
    const { shape, dtype } = input.upload;
    // A copy: the driver's bindings take no shared memory.
    tensors.set(input.id, tf.tensor(unpack(input.upload).slice(), [...shape], dtype));
  }
  return tensors.get(input.id)!;
}

function kept(tensor: tf.Tensor): RemoteTensor {
  const id = next;
  next += 2;
  tensors.set(id, tensor);
  return { id, shape: tensor.shape, dtype: tensor.dtype };
}

function runKernel({ name, inputs, isList, attributes }: NonNullable<Question["kernel"]>) {
  const named = Object.fromEntries(
    Object.entries(inputs).map(([key, input]) => [key, input && received(input)]),
  );
  const given = isList ? Object.values(named) : named;
  const outputs = tf.engine().runKernel(
    name,
    given as tf.NamedTensorMap,
    attributes as tf.NamedAttrMap,
  ) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs.map(kept) : kept(outputs);
}

async function readTensor(id: number, check: Check) {
  const tensor = tensors.get(id)!;
  let values: tf.TypedArray | undefined;
  try {
    values = await tensor.data();
  } catch (error) {
    await check(error);
  }
  await check();
  return pack(values!, tensor.shape, tensor.dtype);
}

const { line } = workerData as WebgpuStart;
const { ready, check } = await start().catch((error) => (
  { ready: { problem: String(error) }, check: () => Promise.resolve() }
));
parentPort!.postMessage(ready);
if (ready.problem === undefined) {
  await answerCalls(line, (question) => {
    const { freed, read, kernel } = question as Question;
    for (const id of freed) {
      tensors.get(id)?.dispose();
      tensors.delete(id);
    }
    if (kernel) return runKernel(kernel);
    return read === undefined ? tf.memory().numTensors : readTensor(read, check);
  });
}
