import * as tf from "@tensorflow/tfjs";
import util from "node:util";
import { addonPath } from "./packages.ts";
import { UserError } from "../errors.ts";

/** Loads tfjs-node and its compiled addon, and makes its backend the current one. */
export async function loadNativeBackend(): Promise<void> {
  const addon = addonPath();
  try {
    Deno.statSync(addon);
  } catch {
    throw new UserError(
      `The native engine is not built (no ${addon}): run \`deno task setup\`, or set POSEMACHINE_ENGINE=wasm`,
    );
  }
  // tfjs-node 4.22 still calls two helpers that Node 23, and so Deno, dropped.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  try {
    await import("@tensorflow/tfjs-node-gpu");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The native engine does not load: ${reason}. ` +
        `Run \`deno task setup --force\` to build it again, or set POSEMACHINE_ENGINE=wasm`,
    );
  }
  await tf.setBackend("tensorflow");
}
