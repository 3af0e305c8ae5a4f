import { UserError } from "../errors.ts";

/**
 * The numeric engines in the order in which set-up tries them; `webgpu` and `cpu` run only when asked for.
 */
export const ENGINES = ["native", "prebuilt", "wasm", "webgpu", "cpu"] as const;

/** A numeric engine: what computes the tensors. */
export type EngineName = typeof ENGINES[number];

/** One line about each engine, for messages and `deno task doctor`. */
export const ENGINE_SUMMARY: Readonly<Record<EngineName, string>> = {
  native: "libtensorflow 2.21 out of PyPI's wheel, addon compiled here",
  prebuilt: "tfjs-node's own prebuilt libtensorflow 2.9",
  wasm: "WebAssembly SIMD, one thread",
  webgpu: "Deno's own WebGPU",
  cpu: "plain JavaScript, for reference values only",
};

/** Checks an engine's name from the command line or the environment; `source` names where it came from. */
export function parseEngineName(name: string, source: string): EngineName {
  if ((ENGINES as readonly string[]).includes(name)) return name as EngineName;
  throw new UserError(
    `Unknown engine '${name}' in ${source}: expected one of ${ENGINES.join(", ")}`,
  );
}
