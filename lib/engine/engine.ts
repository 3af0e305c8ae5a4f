import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { type EngineName, parseEngineName } from "./engine_names.ts";
import { loadNativeBackend } from "./native_backend.ts";
import { hasOneDnn } from "./onednn.ts";
import { stateFolder } from "./packages.ts";
import { readRecord } from "./record.ts";
import { loadWasmBackend } from "./wasm_backend.ts";
import { loadWebgpuBackend, webgpuAdapter } from "./webgpu_backend.ts";

/** Which engine to start; default: `$POSEMACHINE_ENGINE`, else the one that set-up chose. */
export interface EngineOptions {
  /** Its name. */
  readonly engine?: EngineName;
}

/** The engine that runs. */
export interface Engine {
  /** As `deno task doctor` calls it. */
  readonly name: EngineName;
  /** The tfjs backend behind it. */
  readonly backend: string;
  /** The kind of device that computes; software drivers of GPUs are the `cpu`. */
  readonly device: "cpu" | "gpu";
  /** What computes, e.g. `libtensorflow 2.21.0, cpu, oneDNN`: another may round otherwise. */
  readonly library: string;
}

let started: { name: EngineName; engine: Promise<Engine> } | undefined;

/**
 * Starts the numeric engine; once in each process and Worker, every later call returns the same one.
 *
 * @throws {UserError} when set-up has not been run, the engine does not work, or another one runs
 *
 * @example
 * ```ts
 * import { startEngine } from "posemachine";
 * import { assert } from "@std/assert";
 * const engine = await startEngine();
 * assert(["native", "prebuilt", "wasm", "webgpu", "cpu"].includes(engine.name));
 * ```
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const name = options.engine ?? askedEngine() ?? started?.name ?? chosenEngine();
  if (started && started.name !== name) {
    throw new UserError(
      `The engine '${started.name}' already runs, so '${name}' cannot start in the same process`,
    );
  }
  started ??= { name, engine: activate(name) };
  return await started.engine;
}

/** The engine that `POSEMACHINE_ENGINE` asks for, if it is set. */
export function askedEngine(): EngineName | undefined {
  const name = Deno.env.get("POSEMACHINE_ENGINE");
  return name ? parseEngineName(name, "POSEMACHINE_ENGINE") : undefined;
}

function chosenEngine(): EngineName {
  const record = readRecord(stateFolder());
  if (record) return record.engine;
  throw new UserError("No numeric engine is set up: run `deno task setup`");
}

/** Loads an engine's backend, makes it tfjs's current one and tries it on one small product. */
export async function activate(name: EngineName): Promise<Engine> {
  if (name === "native" || name === "prebuilt") await loadNativeBackend(name);
  else if (name === "wasm") await loadWasmBackend();
  else if (name === "webgpu") await loadWebgpuBackend();
  else {
    tf.env().set("PROD", true); // silences tfjs's advice to install tfjs-node
    await tf.setBackend("cpu");
  }
  await tf.ready();
  const product = tf.tidy(() => tf.matMul([[1, 2], [3, 4]], [[5], [6]]).dataSync());
  if (product[0] !== 17 || product[1] !== 39) {
    throw new UserError(
      `The engine '${name}' computes wrongly (${product} in place of 17,39): run \`deno task doctor\``,
    );
  }
  return { name, backend: tf.getBackend(), ...computing() };
}

/** The library behind tfjs's current backend, and the kind of device it computes on. */
function computing(): Pick<Engine, "device" | "library"> {
  const adapter = webgpuAdapter();
  if (adapter) {
    const device = adapter.software ? "cpu" : "gpu";
    return { device, library: `tfjs ${tf.version_core}, webgpu, ${device}, ${adapter.name}` };
  }
  if (tf.getBackend() !== "tensorflow") {
    return { device: "cpu", library: `tfjs ${tf.version_core}, ${tf.getBackend()}` };
  }
  const native = tf.backend() as unknown as {
    readonly binding: { readonly TF_Version: string };
    readonly isUsingGpuDevice: boolean;
  };
  const device = native.isUsingGpuDevice ? "gpu" : "cpu";
  const oneDnn = hasOneDnn() ? ", oneDNN" : "";
  return { device, library: `libtensorflow ${native.binding.TF_Version}, ${device}${oneDnn}` };
}

/** The kind of device that tfjs's current backend computes on; software drivers of GPUs are the `cpu`. */
export function deviceKind(): Engine["device"] {
  return computing().device;
}
