import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { findGpu, usesCuda } from "./cuda.ts";
import { activate, type Engine } from "./engine.ts";
import { ENGINE_SUMMARY, type EngineName } from "./engine_names.ts";
import { LIBTENSORFLOW_VERSION } from "./libtensorflow.ts";
import type { Machine } from "./machine.ts";
import { packageVersion } from "./packages.ts";
import { processorText } from "./processor.ts";
import { PREBUILT_VERSION } from "./prebuilt.ts";
import { readRecord } from "./record.ts";
import type { SelfTestResult } from "./self_test.ts";
import { selfTestApart } from "./set_up.ts";
import { type EngineSpeed, measureSpeed } from "./speed.ts";
import { webgpuAdapter } from "./webgpu_backend.ts";

/** All that `deno task doctor` tells. */
export interface EngineReport {
  readonly engine: EngineName;
  readonly summary: string;
  /** What asked for the engine, when it was not chosen by set-up. */
  readonly forcedBy?: string;
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
  readonly selfTest?: SelfTestResult;
  /** Why the self-test did not pass. */
  readonly problem?: string;
  /** The library that computes, as the engine says; only when the self-test passed. */
  readonly library?: string;
  /** The kind of device that it computes on; only when the self-test passed. */
  readonly device?: "cpu" | "gpu";
  /** Whether the native engine's library is the CUDA build. */
  readonly cuda: boolean;
  /** GFLOPS; only when the self-test passed. */
  readonly speed?: EngineSpeed;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  readonly gpu?: string;
  readonly cache: { readonly folder: string; readonly megabytes: number };
}

/** Tests and measures an engine: the one asked for, else the one that set-up chose. */
export async function examineEngine(
  machine: Machine,
  forced?: { engine: EngineName; by: string },
): Promise<EngineReport> {
  const record = readRecord(machine.state);
  const engine = forced?.engine ?? record?.engine;
  if (engine === undefined) {
    throw new UserError("No numeric engine is set up: run `deno task setup`");
  }
  let selfTest: SelfTestResult | undefined, speed: EngineSpeed | undefined;
  let problem: string | undefined, computing: Pick<Engine, "device" | "library"> | undefined;
  try {
    selfTest = await selfTestApart(machine, engine);
    computing = await activate(engine);
    speed = measureSpeed();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problem = error.message;
  }
  return {
    engine,
    summary: ENGINE_SUMMARY[engine],
    forcedBy: forced?.by,
    passedOver: record?.passedOver ?? [],
    selfTest,
    problem,
    library: computing?.library,
    device: computing?.device,
    cuda: engine === "native" && usesCuda(machine.addon),
    speed,
    versions: versions(engine),
    machine: `${machine.os} ${machine.arch}, ${processorText()}`,
    gpu: await findGpu(machine) ?? cardOfWebgpu(),
    cache: { folder: machine.cache, megabytes: Math.round(folderSize(machine.cache) / 1e6) },
  };
}

function cardOfWebgpu(): string | undefined {
  const adapter = webgpuAdapter();
  return adapter && !adapter.software ? adapter.name : undefined;
}

function versions(engine: EngineName): Record<string, string> {
  const found: Record<string, string> = { deno: Deno.version.deno, tfjs: tf.version.tfjs };
  if (engine === "native") found.libtensorflow = LIBTENSORFLOW_VERSION;
  if (engine === "prebuilt") found.libtensorflow = PREBUILT_VERSION;
  if (engine === "wasm" || engine === "webgpu") {
    const name = `tfjs-backend-${engine}`;
    found[name] = packageVersion(`@tensorflow/${name}`);
  }
  return found;
}

function folderSize(folder: string): number {
  let size = 0;
  try {
    for (const entry of Deno.readDirSync(folder)) {
      const path = `${folder}/${entry.name}`;
      size += entry.isDirectory ? folderSize(path) : Deno.lstatSync(path).size;
    }
  } catch { /* not there, or it changes under our eyes */ }
  return size;
}
