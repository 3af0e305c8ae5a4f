import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import type { EngineName } from "./engine_names.ts";
import { type FileMark, unchanged } from "./file_mark.ts";
import { LIBTENSORFLOW_VERSION } from "./libtensorflow.ts";
import { packageFolder } from "./packages.ts";

/** What set-up chose and found, kept in the checkout so that the next task need not do it again. */
export interface EngineRecord {
  /** Changes with anything that asks for a new set-up. */
  readonly key: string;
  readonly engine: EngineName;
  /** The engines before it in the order of choice, and why each was passed over. */
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
  readonly selfTest: { readonly checks: number; readonly worst: number };
  /** Whether the CUDA library was asked for. */
  readonly cuda: boolean;
  /** The files that the engine needs, as they were when it passed its self-test. */
  readonly files: readonly FileMark[];
}

/** Changes with the versions of whatever the engine is made of, and with the self-test. */
export function recordKey(): string {
  const hash = createHash("sha256");
  hash.update(`2 ${Deno.version.deno} ${Deno.build.target} ${LIBTENSORFLOW_VERSION}`);
  hash.update(packageFolder("@tensorflow/tfjs-node-gpu"));
  hash.update(packageFolder("@tensorflow/tfjs-backend-wasm"));
  hash.update(packageFolder("@tensorflow/tfjs-backend-webgpu"));
  for (const name of ["self_test_reference.json", "self_test_cases.ts"]) {
    hash.update(Deno.readTextFileSync(new URL(name, import.meta.url)));
  }
  return hash.digest("hex");
}

function recordPath(state: string, forced: EngineName | undefined): string {
  return join(state, forced ? `engine-${forced}.json` : "engine.json");
}

/**
 * The record of the last set-up, or `undefined` when there is none that still holds. `forced`: the
 * one for an engine that the user asked for, which leaves the ordinary choice alone.
 */
export function readRecord(
  state: string,
  forced?: EngineName,
  key?: string,
): EngineRecord | undefined {
  try {
    const record: EngineRecord = JSON.parse(Deno.readTextFileSync(recordPath(state, forced)));
    if (key !== undefined && record.key !== key) return undefined;
    return record.files.every(unchanged) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the record of a set-up. */
export function writeRecord(state: string, record: EngineRecord, forced?: EngineName): void {
  writeAtomic(recordPath(state, forced), JSON.stringify(record, null, 2));
}
