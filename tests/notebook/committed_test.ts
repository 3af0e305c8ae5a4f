import { assert, assertEquals } from "@std/assert";
import { openBrowser } from "../../lib/figures/browser.ts";
import { checkNotebooks } from "../../lib/notebook/check.ts";
import { formatNotebook, readNotebook } from "../../lib/notebook/ipynb.ts";
import { findNotebooks } from "../../lib/notebook/run_folder.ts";
import { textBoxes, textFaults } from "../figures/text_boxes.ts";

const folder = new URL("../../notebooks", import.meta.url).pathname;
const paths = findNotebooks(folder);

Deno.test("the committed notebooks' cells type-check", async () => {
  assertEquals(await checkNotebooks(paths), "");
});

Deno.test("in the committed notebooks' figures no text is cut off or lies on another", async (t) => {
  const browser = await openBrowser();
  for (const path of paths) {
    await t.step(path.slice(folder.length + 1), async () => {
      for (const { outputs = [] } of readNotebook(path).cells) {
        for (const { data } of outputs) {
          const lines = (data as Record<string, string[]> | undefined)?.["image/svg+xml"];
          if (!lines) continue;
          const svg = lines.join("");
          const size = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg);
          assert(size, svg.slice(0, 200));
          const boxes = await textBoxes(browser, svg);
          assert(boxes.length > 5);
          assertEquals(textFaults(boxes, Number(size[1]), Number(size[2])), []);
        }
      }
    });
  }
  await browser.close();
});

for (const path of paths) {
  const name = path.slice(folder.length + 1);
  const { cells, metadata } = readNotebook(path);
  const code = cells.filter(({ cell_type }) => cell_type === "code");

  Deno.test(`${name}: names its command first, and says why before each cell`, () => {
    assertEquals(cells[0].cell_type, "markdown");
    assert(/deno task \w+/.test(cells[0].source.split("\n").slice(0, 6).join("\n")));
    for (const [index, cell] of cells.entries()) {
      if (cell.cell_type === "code") assertEquals(cells[index - 1].cell_type, "markdown");
    }
    assertEquals(new Set(cells.map(({ id }) => id)).size, cells.length);
    assertEquals((metadata.kernelspec as { name: string }).name, "deno");
  });

  Deno.test(`${name}: imports from posemachine alone`, () => {
    const imports = code.flatMap(({ source }) => [...source.matchAll(/from\s+"([^"]+)"/g)]);
    assert(imports.length > 0);
    assertEquals([...new Set(imports.map(([, module]) => module))], ["posemachine"]);
  });

  Deno.test(`${name}: is committed as run from top to bottom, small, without errors`, () => {
    const text = Deno.readTextFileSync(path);
    assertEquals(text, formatNotebook(readNotebook(path)));
    assert(text.length < 1_500_000, `${text.length} bytes`);
    assertEquals(code.map((cell) => cell.execution_count), code.map((_, index) => index + 1));
    for (const { outputs = [] } of code) {
      for (const { output_type, data } of outputs) {
        assert(output_type !== "error");
        if (data) assert(Object.hasOwn(data, "text/plain"), "an output has no text for diffs");
      }
    }
    assert(!/(?:\/(?:home|root|tmp|Users|work)\/|[A-Z]:\\\\)/.test(text), "a path of one machine");
  });
}
