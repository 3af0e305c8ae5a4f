import { assert, assertEquals, assertStringIncludes } from "@std/assert";

async function figures(env: Record<string, string>, ...args: string[]) {
  const permissions = ["read", "write", "env", "run", "ffi", "sys"].map((name) =>
    `--allow-${name}`
  );
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, "lib/cli/figures.ts", ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stderr: decoder.decode(stderr), stdout: decoder.decode(stdout) };
}

Deno.test("figures refuses what it cannot draw, in one line and with a non-zero exit", async () => {
  const empty = Deno.makeTempDirSync();
  const cases: [string[], string][] = [
    [["--nonsense"], "unknown option '--nonsense'"],
    [["--from", empty], `error: ${empty}/table5.csv is not there: run \`deno task evaluate\``],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr, stdout } = await figures({}, ...args);
    assertStringIncludes(stderr, expected);
    assertEquals([code, stdout], [1, ""]);
    assert(!stderr.includes("    at "), stderr); // no stack
  }
  assertEquals([...Deno.readDirSync(empty)], []);
});
