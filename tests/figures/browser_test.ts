import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { openBrowser } from "../../lib/figures/browser.ts";

Deno.test("a CHROME_PATH that is no browser is a user error that names it", async () => {
  const before = Deno.env.get("CHROME_PATH");
  try {
    for (const path of ["/nowhere/chrome", "/bin/true"]) {
      Deno.env.set("CHROME_PATH", path);
      const error = await assertRejects(() => openBrowser(), UserError);
      assertEquals(error.message.startsWith(`CHROME_PATH=${path} does not start (`), true);
    }
  } finally {
    if (before === undefined) Deno.env.delete("CHROME_PATH");
    else Deno.env.set("CHROME_PATH", before);
  }
});
