import { type Engine, startEngine } from "../engine/engine.ts";
import { hasGpuAdapter } from "../engine/webgpu_backend.ts";

/** What a process of its own must find in its environment to compute on another device than this one. */
export type DeviceChoice = Readonly<Record<string, string>>;

/** What can be asked of the machine. */
export interface DeviceQuestions {
  /** What computes here. */
  readonly engine: Engine;
  /** Whether WebGPU finds a graphics card. */
  readonly hasGpuAdapter: () => Promise<boolean>;
}

/**
 * The devices beside the one that computes here, where this machine has a graphics card: the card through
 * WebGPU, and the processor where CUDA computes here. None on a machine without a card, for a software driver
 * would only be a slower processor.
 */
export async function devicesBeside(questions?: DeviceQuestions): Promise<DeviceChoice[]> {
  const { engine, hasGpuAdapter: ask } = questions ??
    { engine: await startEngine(), hasGpuAdapter };
  const choices: DeviceChoice[] = [];
  if (engine.device === "gpu" && engine.name === "native") {
    choices.push({ POSEMACHINE_ENGINE: "native", CUDA_VISIBLE_DEVICES: "-1" });
  }
  if (engine.name !== "webgpu" && await ask()) choices.push({ POSEMACHINE_ENGINE: "webgpu" });
  return choices;
}
