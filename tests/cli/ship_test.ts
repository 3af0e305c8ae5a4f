import { assertEquals, assertStringIncludes } from "@std/assert";
import { SHIPPED_MACHINE } from "../../lib/model/shipped.ts";

async function ship(...args: string[]) {
  const permissions = ["read", "write", "env", "ffi", "sys"].map((name) => `--allow-${name}`);
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, "lib/cli/ship.ts", ...args],
    env: { NO_COLOR: "1", TF_CPP_MIN_LOG_LEVEL: "3" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stderr: decoder.decode(stderr), stdout: decoder.decode(stdout) };
}

Deno.test("ship refuses to replace a file with itself and a missing option, in one line", async () => {
  const itself = await ship("--checkpoint", SHIPPED_MACHINE, "--to", SHIPPED_MACHINE);
  assertEquals([itself.code, itself.stdout], [1, ""]);
  assertStringIncludes(
    itself.stderr,
    `error: ${SHIPPED_MACHINE} is the full-precision file itself`,
  );
  const missing = await ship("--checkpoint", SHIPPED_MACHINE);
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.stderr, "required option '--to <file>'");
});
