import { assertEquals, assertStringIncludes } from "@std/assert";
import pl from "nodejs-polars";
import { showTable, type TableBundle } from "../../lib/notebook/table.ts";

const bundle = (display: ReturnType<typeof showTable>): TableBundle =>
  display[Symbol.for("Jupyter.display")]();

Deno.test("a Polars frame shows as aligned text, HTML and a data resource", () => {
  const frame = pl.DataFrame({
    row: ["ours", "w/o <SSC>"],
    mm: [61.26, 100],
    published: [63.79, null],
    frames: [21840, 3],
  });
  const shown = bundle(showTable(frame, { digits: 2, title: "Ablation" }));
  assertEquals(
    shown["text/plain"],
    [
      "Ablation",
      "",
      "row            mm  published  frames",
      "ours        61.26      63.79   21840",
      "w/o <SSC>  100.00                  3",
    ].join("\n"),
  );
  assertStringIncludes(shown["text/html"], "<caption>Ablation</caption>");
  assertStringIncludes(shown["text/html"], `<td style="text-align:left">w/o &lt;SSC&gt;</td>`);
  assertStringIncludes(shown["text/html"], `<td style="text-align:right">100.00</td>`);
  assertEquals(shown["application/vnd.dataresource+json"].data[1], {
    row: "w/o <SSC>",
    mm: 100,
    published: null,
    frames: 3,
  });
});

Deno.test("an empty table shows its header", () => {
  const shown = bundle(showTable({ columns: ["a", "b"], rows: () => [] }));
  assertEquals(shown["text/plain"], "a  b");
});
