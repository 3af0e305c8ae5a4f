import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { closeFigures, type FigureBundle, showFigure } from "../../lib/notebook/show_figure.ts";

Deno.test("a figure shows as SVG, Plotly JSON and text, the same bytes each time", async () => {
  const figure = {
    data: [{ x: [1, 2, 3], y: [3, 1, 2], mode: "lines" }],
    layout: { width: 300, height: 200, xaxis: { title: { text: "time (s)" } } },
    description: "A line",
  };
  const bundle = (): Promise<FigureBundle> => showFigure(figure)[Symbol.for("Jupyter.display")]();
  try {
    const first = await bundle();
    assertEquals(first["text/plain"], "[A line]");
    assertEquals(first["application/vnd.plotly.v1+json"].data, figure.data);
    assert(first["image/svg+xml"].startsWith("<svg"));
    assertStringIncludes(first["image/svg+xml"], "time (s)");
    await closeFigures(); // a browser started afresh must draw the same
    assertEquals(await bundle(), first);
  } finally {
    await closeFigures();
  }
});
