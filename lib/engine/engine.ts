import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { type EngineName, parseEngineName } from "./engine_names.ts";
import { loadNativeBackend } from "./native_backend.ts";
import { loadWasmBackend } from "./wasm_backend.ts";

/** Which engine to start; default: `POSEMACHINE_ENGINE`, else the one that set-up chose. */
export interface EngineOptions {
  engine?: EngineName;
}

/** The engine that runs. */
export interface Engine {
  readonly name: EngineName;
  /** The tfjs backend behind it. */
  readonly backend: string;
}

let started: Promise<Engine> | undefined;
let startedName: EngineName | undefined;

/** Starts the numeric engine; every later call returns the same one. */
export function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const asked = Deno.env.get("POSEMACHINE_ENGINE");
  const name = options.engine ??
    (asked ? parseEngineName(asked, "POSEMACHINE_ENGINE") : startedName ?? "native");
  if (startedName !== undefined && startedName !== name) {
    throw new UserError(`The engine ${startedName} already runs: cannot start ${name} beside it`);
  }
  startedName = name;
  return started ??= activate(name);
}

export async function activate(name: EngineName): Promise<Engine> {
  if (name === "native" || name === "prebuilt") await loadNativeBackend();
  else if (name === "wasm") await loadWasmBackend();
  else {
    tf.env().set("PROD", true); // silences tfjs's advice to install tfjs-node
    await tf.setBackend("cpu");
  }
  await tf.ready();
  return { name, backend: tf.getBackend() };
}
