import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkNotebooks } from "../../lib/notebook/check.ts";
import { removeScratch, scratchNotebook } from "./scratch_notebook.ts";

Deno.test("cells are type-checked; errors are placed in notebook, cell and line", async () => {
  const good = scratchNotebook([
    `import { UserError } from "posemachine";`,
    `const error = new UserError("a");\nawait Promise.resolve(error.message);`,
  ]);
  const bad = scratchNotebook([
    `const n = 1;`,
    `// a comment\nimport { UsreError } from "posemachine";\nconst text: string = n;`,
  ]);
  try {
    assertEquals(await checkNotebooks([good]), "");
    const errors = await checkNotebooks([bad]);
    assertStringIncludes(errors, "UsreError");
    assertStringIncludes(errors, "scratch.ipynb, cell 2, line 2, column 10");
    assertStringIncludes(errors, "scratch.ipynb, cell 2, line 3, column 7");
  } finally {
    removeScratch(good);
    removeScratch(bad);
  }
});
