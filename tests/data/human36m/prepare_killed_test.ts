import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "../../../lib/random.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MINIATURE = join(ROOT, "tests/miniatures/human36m");

function start(to: string): Deno.ChildProcess {
  const permissions = ["read", "write", "env", "run", "ffi", "sys"].map((name) =>
    `--allow-${name}`
  );
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", ...permissions, "lib/cli/prepare.ts"],
      ...["human36m", "--from", MINIATURE, "--to", to, "--size", "32", "--fps", "10"],
      ...["--crop", "joints"],
    ],
    cwd: ROOT,
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function files(at: string): [string, Uint8Array][] {
  const walk = (path: string): string[] =>
    [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) =>
      isDirectory ? walk(join(path, name)) : [join(path, name)]
    );
  return walk(at).sort().map((path) => [path.slice(at.length), Deno.readFileSync(path)]);
}

/** How often it is killed: more than once in passing, ten times with KILLS=10. */
const KILLS = Number(Deno.env.get("KILLS") ?? 2);

Deno.test("preparing, killed at random moments, ends with the bytes of one run left alone", async () => {
  const [straight, killed] = [1, 2].map(() => Deno.makeTempDirSync({ prefix: "posemachine" }));
  const began = performance.now();
  assert((await start(straight).status).success);
  const whole = performance.now() - began;
  const rng = createRng("kill");
  for (let kill = 0; kill < KILLS; kill++) {
    const child = start(killed);
    const timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended */ }
    }, whole * rng.uniform(0.2, 1));
    await child.status;
    clearTimeout(timer);
  }
  assert((await start(killed).status).success);
  assertEquals(files(killed), files(straight));
});
