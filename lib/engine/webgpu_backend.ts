import * as tf from "@tensorflow/tfjs";
import { Worker } from "node:worker_threads";
import { UserError } from "../errors.ts";
import { openCallLine } from "./call_line.ts";
import { quietLoad } from "./quiet_load.ts";
import type { WebgpuAdapter, WebgpuReady, WebgpuStart } from "./webgpu_protocol.ts";
import { RemoteBackend } from "./webgpu_remote.ts";

const NO_ADAPTER = "no WebGPU adapter found. It needs a GPU with its driver (on Linux Vulkan's: " +
  "`vulkaninfo` lists what there is); without a GPU, software does (Debian and Ubuntu: " +
  "`apt install mesa-vulkan-drivers libvulkan1`)";

/**
 * Loads the WebGPU backend, in a Worker of its own, and makes it the current one.
 *
 * @throws {UserError} when there is no adapter, or its device cannot be had
 */
export async function loadWebgpuBackend(): Promise<void> {
  preferVulkan();
  const line = openCallLine();
  const start: WebgpuStart = { line: line.answering };
  const worker = new Worker(new URL("webgpu_worker.ts", import.meta.url), {
    workerData: start,
    transferList: [start.line.port],
  });
  // Drivers complain on standard error where there is no display.
  const ready = await quietLoad(() =>
    new Promise<WebgpuReady>((resolve) => {
      worker.once("message", resolve);
      worker.once("error", (error: Error) => resolve({ problem: error.message }));
    })
  );
  if (ready.problem !== undefined) {
    await worker.terminate();
    const reason = ready.problem === "no adapter" ? NO_ADAPTER : ready.problem;
    throw new UserError(`The engine 'webgpu' does not start: ${reason}`);
  }
  worker.unref(); // it never ends by itself
  const backend = new RemoteBackend(line, ready.adapter!);
  for (const kernelName of ready.kernels!) {
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: ({ inputs, attrs }) => backend.run(kernelName, inputs, attrs),
    });
  }
  tf.registerBackend("webgpu", () => backend, 0);
  await tf.setBackend("webgpu");
}

/** Without Vulkan Deno would take OpenGL, which tfjs's programs are not written for. */
export function preferVulkan(): void {
  if (Deno.build.os === "linux" && Deno.env.get("DENO_WEBGPU_BACKEND") === undefined) {
    Deno.env.set("DENO_WEBGPU_BACKEND", "vulkan");
  }
}

/** Whether there is an adapter that is no program on the CPU. */
export async function hasGpuAdapter(): Promise<boolean> {
  preferVulkan();
  try {
    const adapter = await quietLoad(() => navigator.gpu.requestAdapter());
    return adapter?.info.isFallbackAdapter === false;
  } catch {
    return false; // no driver, or no WebGPU in this Deno
  }
}

/** What computes, where the WebGPU engine runs. */
export function webgpuAdapter(): WebgpuAdapter | undefined {
  return tf.getBackend() === "webgpu" ? (tf.backend() as RemoteBackend).adapter : undefined;
}
