import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { noteAddonOrigin } from "./addon.ts";
import { type Machine, reasonOf } from "./machine.ts";
import { packageFolder } from "./packages.ts";

/** The libtensorflow that tfjs-node 4.22's install script fetches. */
export const PREBUILT_VERSION = "2.9.1";

/** How long the install script may take; it retries nothing and has no time-out of its own. */
const TIMEOUT_SECONDS = 300;

/**
 * Runs tfjs-node's own install script, which Deno does not run by itself: it fetches libtensorflow
 * 2.9 and a compiled addon from a host that not every network reaches.
 *
 * @throws {UserError} when node is missing or the script fails
 */
export async function installPrebuilt(machine: Machine): Promise<void> {
  const folder = packageFolder("@tensorflow/tfjs-node-gpu");
  const preGyp = join(
    dirname(dirname(folder)),
    "@mapbox",
    "node-pre-gyp",
    "bin",
  );
  // The script rewrites package.json in place, and Deno shares that file between checkouts by a hard
  // link: give it a copy of its own.
  const manifest = join(folder, "package.json");
  Deno.copyFileSync(manifest, `${manifest}.tmp`);
  Deno.renameSync(`${manifest}.tmp`, manifest);
  const original = Deno.readTextFileSync(manifest);
  if (machine.exists(machine.addon)) Deno.removeSync(machine.addon);
  const separator = machine.os === "windows" ? ";" : ":";
  try {
    const outcome = await machine.run("node", [join("scripts", "install.js"), "cpu", "download"], {
      cwd: folder,
      env: { PATH: `${preGyp}${separator}${machine.env("PATH") ?? ""}` },
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    if (outcome === undefined) {
      throw new UserError("its install script needs node, which is not there");
    }
    if (!outcome.ok || !machine.exists(machine.addon)) {
      throw new UserError(`its install script failed: ${reasonOf(outcome.output)}`);
    }
    noteAddonOrigin(machine.addon, { engine: "prebuilt", library: join(folder, "deps", "lib") });
  } finally {
    Deno.writeTextFileSync(manifest, original);
  }
}
