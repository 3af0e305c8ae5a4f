import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createRng } from "../../../lib/random.ts";
import { filesBelow } from "./files_below.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

function start(options: readonly string[], to: string): Deno.ChildProcess {
  const permissions = ["read", "write", "env", "run", "ffi", "sys"].map((name) =>
    `--allow-${name}`
  );
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", ...permissions, "lib/cli/prepare.ts"],
      ...options,
      ...["--to", to],
    ],
    cwd: ROOT,
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** How often it is killed: more than once in passing, ten times with KILLS=10. */
const KILLS = Number(Deno.env.get("KILLS") ?? 2);

/**
 * Prepares a data set twice with the same command line but for `--to`, once killed at random moments and
 * started again, and asserts that both end with the same bytes.
 */
export async function assertSurvivesKills(options: readonly string[]) {
  const [straight, killed] = [1, 2].map(() => Deno.makeTempDirSync({ prefix: "posemachine" }));
  const began = performance.now();
  assert((await start(options, straight).status).success);
  const whole = performance.now() - began;
  const rng = createRng("kill");
  for (let kill = 0; kill < KILLS; kill++) {
    const child = start(options, killed);
    const timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended */ }
    }, whole * rng.uniform(0.2, 1));
    await child.status;
    clearTimeout(timer);
  }
  assert((await start(options, killed).status).success);
  assertEquals(filesBelow(killed), filesBelow(straight));
}
