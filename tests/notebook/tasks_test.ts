import { assertEquals, assertStringIncludes } from "@std/assert";

/** Runs a task's file as the task does; gives the exit code and what it printed. */
async function runTask(file: string, ...args: string[]) {
  const script = new URL(`../../lib/cli/${file}`, import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-read", script, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout) + text.decode(stderr) };
}

Deno.test("the tasks refuse what they do not know, with a word and an exit code", async () => {
  for (const file of ["notebooks.ts", "jupyter.ts"]) {
    const { code, output } = await runTask(file, "--bogus");
    assertEquals(code, 1);
    assertStringIncludes(output, "unknown option '--bogus'");
  }
  const unknown = await runTask("notebooks.ts", "poem");
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.output, "Unknown notebook 'poem'");
  assertStringIncludes(unknown.output, "the_machine.ipynb");
  const timeout = await runTask("notebooks.ts", "--timeout", "soon");
  assertEquals(timeout.code, 1);
  assertStringIncludes(timeout.output, "expected a positive number of seconds");
});
