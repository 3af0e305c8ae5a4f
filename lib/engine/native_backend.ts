import * as tf from "@tensorflow/tfjs";
import util from "node:util";
import { UserError } from "../errors.ts";
import { addonOrigin } from "./addon.ts";
import { prepareCuda, usesCuda } from "./cuda.ts";
import { enableOneDnn } from "./onednn.ts";
import { addonPath } from "./packages.ts";
import { quietLoad } from "./quiet_load.ts";

/**
 * Loads tfjs-node and its compiled addon, and makes its backend the current one.
 *
 * @throws {UserError} when the addon is missing, of the other engine, or does not load
 */
export async function loadNativeBackend(name: "native" | "prebuilt"): Promise<void> {
  const addon = addonPath();
  if (addonOrigin(addon)?.engine !== name) {
    throw new UserError(
      `The engine '${name}' is not built (nothing of it at ${addon}): ` +
        `run \`deno task setup --engine ${name}\`, or set POSEMACHINE_ENGINE=wasm`,
    );
  }
  // tfjs-node 4.22 still calls two helpers that Node 23, and so Deno, dropped.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  enableOneDnn();
  if (usesCuda(addon)) prepareCuda();
  try {
    await quietLoad(() => import("@tensorflow/tfjs-node-gpu"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The engine '${name}' does not load: ${reason.split("\n")[0]}. ` +
        "Run `deno task setup --force` to build it again, or set POSEMACHINE_ENGINE=wasm",
    );
  }
  await tf.setBackend("tensorflow");
}
