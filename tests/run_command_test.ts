import { assertEquals, assertStringIncludes } from "@std/assert";
import { failureText } from "../lib/run_command.ts";
import { UserError } from "../lib/errors.ts";

Deno.test("a mistake the user can mend is printed as one line", () => {
  assertEquals(failureText(new UserError("No such file")), "error: No such file");
});

Deno.test("a full disk and a missing permission say what to do", () => {
  const full = failureText(new Error("No space left on device (os error 28)"));
  assertStringIncludes(full, "Free some space");
  const denied = failureText(new Deno.errors.NotCapable("Requires read access"));
  assertStringIncludes(denied, "deno task");
});

Deno.test("an unforeseen error keeps its stack", () => {
  assertStringIncludes(failureText(new Error("surprise")), "command_test.ts");
  assertEquals(failureText("thrown text"), "thrown text");
});
