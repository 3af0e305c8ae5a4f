import { assertEquals, assertStringIncludes } from "@std/assert";
import { basename } from "node:path";
import config from "../../deno.json" with { type: "json" };

/** A task's program and the flags that it is run with. */
const programs = Object.values(config.tasks).flatMap(({ command }) => {
  const [, flags, program] = /^(?:\w+=\S+ )*deno run (.+) (lib\/cli\/\w+\.ts)$/.exec(command) ?? [];
  return program ? [{ flags: flags.split(" "), program }] : [];
});

Deno.test("every task says how it is used, with the permissions it has", async () => {
  assertEquals(programs.length, Object.keys(config.tasks).length - 2); // but for test and reproduce
  const decoder = new TextDecoder();
  for (const { flags, program } of programs) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, program, "--help"],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 0, `${program}: ${decoder.decode(stderr)}`);
    assertStringIncludes(decoder.decode(stdout), `Usage: ${basename(program, ".ts")}`);
  }
});
