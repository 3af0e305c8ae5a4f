import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startEngine } from "../../lib/engine/engine.ts";

const { name, library } = await startEngine();
const native = name === "native" && library.includes("cpu") &&
  Deno.env.get("TF_ENABLE_ONEDNN_OPTS") !== "0";

/** The engine's library, and a gradient through a convolution and a pooling, in a process of its own. */
async function computed(env: Record<string, string>): Promise<{ out: string; err: string }> {
  const program = new URL("onednn_program.ts", import.meta.url).pathname;
  const permissions = ["--allow-read", "--allow-env", "--allow-ffi", "--allow-sys"];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, program],
    env: { TF_CPP_MIN_LOG_LEVEL: "3", ...env },
  }).output();
  const text = new TextDecoder();
  return { out: text.decode(stdout), err: text.decode(stderr) };
}

Deno.test({
  name: "oneDNN computes unless it is switched off, and the result is the same",
  ignore: !native,
  async fn() {
    const on = await computed({}), off = await computed({ TF_ENABLE_ONEDNN_OPTS: "0" });
    assertEquals(on.err + off.err, "", "the library's announcement is not shown");
    const [withIt, without] = [JSON.parse(on.out), JSON.parse(off.out)];
    assertStringIncludes(withIt.library, "oneDNN");
    assertEquals(withIt.library, `${without.library}, oneDNN`);
    const largest = Math.max(...without.gradient.map(Math.abs));
    withIt.gradient.forEach((value: number, i: number) => {
      assert(Math.abs(value - without.gradient[i]) < 1e-5 * largest, `weight ${i}: ${value}`);
    });
  },
});
