import { assert, assertEquals, assertStringIncludes } from "@std/assert";

async function evaluate(...args: string[]) {
  const permissions = ["read", "write", "env", "ffi", "sys"].map((name) => `--allow-${name}`);
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, "lib/cli/evaluate.ts", ...args],
    env: { NO_COLOR: "1", TF_CPP_MIN_LOG_LEVEL: "3" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stderr: decoder.decode(stderr), stdout: decoder.decode(stdout) };
}

Deno.test("evaluate refuses what it does not know, in one line and with a non-zero exit", async () => {
  const cases: [string[], string][] = [
    [["--nonsense"], "unknown option '--nonsense'"],
    [["--rate", "fast"], "error: --rate is 'fast': expected a number"],
    [["--split", "train"], "Allowed choices are test, validation"],
    [["--checkpoint", "/nowhere.safetensors"], "/nowhere.safetensors"],
  ];
  const results = await Promise.all(cases.map(([args]) => evaluate(...args)));
  results.forEach(({ code, stderr, stdout }, i) => {
    assertStringIncludes(stderr, cases[i][1]);
    assertEquals([code, stdout], [1, ""]);
    assert(!stderr.includes("    at "), stderr); // no stack
  });
});

Deno.test("evaluate switches the correction's rules off", async () => {
  const out = Deno.makeTempDirSync();
  const quick = [
    "--checkpoint",
    "data/ours-1.safetensors",
    "--actions",
    "Walking",
    "--frames",
    "2",
  ];
  const { code, stderr, stdout } = await evaluate(
    ...[...quick, "--out", out, "--tau", "off", "--epsilon", "off"],
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "w/o SSC test");
  Deno.removeSync(out, { recursive: true });
});
