import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { TABLE_5_RELATIONS } from "../../lib/experiments/rows.ts";
import { ablationFigure } from "../../lib/figures/ablation.ts";
import { openBrowser } from "../../lib/figures/browser.ts";
import { correctionRateFigure } from "../../lib/figures/correction_rate.ts";
import { correctionStepsFigure } from "../../lib/figures/correction_steps.ts";
import { errorByActionFigure } from "../../lib/figures/error_by_action.ts";
import { errorByJointFigure } from "../../lib/figures/error_by_joint.ts";
import { openExporter } from "../../lib/figures/export.ts";
import { jointSetsFigure } from "../../lib/figures/joint_sets.ts";
import { posePanelFigure } from "../../lib/figures/pose_panel.ts";
import { relationsFigure } from "../../lib/figures/relations.ts";
import { table2Figure } from "../../lib/figures/table2.ts";
import { px, THEME } from "../../lib/figures/theme.ts";
import { PANEL } from "./fixtures/poses.ts";
import { ABLATION, ACTIONS, JOINTS, RELATIONS, STEPS, SWEEP, TABLE_2 } from "./fixtures/tables.ts";
import { textBoxes, textFaults } from "./text_boxes.ts";

const FIGURES = {
  ablation: ablationFigure(ABLATION),
  relations: relationsFigure(RELATIONS),
  "all relations": relationsFigure(
    TABLE_5_RELATIONS.map(([row, than]) => ({ ...RELATIONS[0], row, than })),
  ),
  "error by action": errorByActionFigure(ACTIONS),
  "error by joint": errorByJointFigure(JOINTS),
  "correction steps": correctionStepsFigure(STEPS),
  "correction rate": correctionRateFigure(SWEEP, 0.04),
  "table 2": table2Figure(TABLE_2, "1"),
  "joint sets": jointSetsFigure(),
  panel: posePanelFigure(PANEL, { caption: "How these frames were chosen. ".repeat(8) }),
};
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

// One browser for all: to start Plotly in it takes longer than everything else here.
Deno.test("figures are exported", async (t) => {
  const exporter = await openExporter();
  const figure = FIGURES.ablation;
  const svg = await exporter.svg(figure);
  const pdf = await exporter.pdf(svg);

  await t.step("an SVG stands alone: its words and its font are in it", async () => {
    const bare = await exporter.svg(figure, { font: false });
    assert(svg.includes("@font-face") && !bare.includes("@font-face"));
    assert(bare.length < 30_000, `${bare.length} bytes without the font`);
    assert(svg.includes(`<title>${figure.description}</title>`));
    assertEquals(svg.match(/(src|href)=["']?http/), null); // nothing from outside
  });

  await t.step("a PDF has the width of a column, real letters, and no bitmap", () => {
    const text = latin1(pdf);
    assert(/\/FontFile2 /.test(text) && /\+OpenSans/.test(text));
    assert(!/\/Type3/.test(text), "many conferences refuse Type 3 fonts");
    assert(!/\/Subtype \/Image/.test(text));
    const dates = [...text.matchAll(/Date \(D:(\d{14})/g)].map((match) => match[1]);
    assertEquals(dates, ["20000101000000", "20000101000000"]);
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!.slice(1).map(Number);
    assert(Math.abs(box[0] - THEME.columnWidth.one) < 1, `${box[0]} pt wide`);
    assertEquals(text.match(/\/Type \/Page\b/g)?.length, 1);
  });

  await t.step("a PNG has its dots, and ink on white", async () => {
    const png = sharp(await exporter.png(svg, 2));
    const { width, height } = await png.metadata();
    assertEquals(width, 2 * px(THEME.columnWidth.one));
    assertEquals(height, 2 * Math.ceil(figure.layout.height));
    const { channels } = await png.stats();
    assert(channels.every(({ min, max, mean }) => min < 60 && max === 255 && mean > 230));
  });

  await t.step("Greek letters and minus signs come in the bundled font", async () => {
    const annotations = [{ text: "Ψ<sub>C</sub>, τ, ε, −4.5", x: 0, y: 0, showarrow: false }];
    const greek = await exporter.svg({
      data: [{ x: [0, 1], y: [0, 1] }],
      layout: { ...figure.layout, annotations },
      description: "Greek",
    });
    const fonts = latin1(await exporter.pdf(greek)).matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?(\w+)/g);
    assertEquals([...new Set([...fonts].map((match) => match[1]))], ["OpenSans"]);
  });

  await t.step("a picture in a figure is in its PDF", async () => {
    const panel = await exporter.svg(FIGURES.panel);
    assert(/\/Subtype \/Image/.test(latin1(await exporter.pdf(panel))));
  });

  const browser = await openBrowser();
  for (const [name, { data, layout, description }] of Object.entries(FIGURES)) {
    await t.step(`${name}: no text is cut off or lies on another`, async () => {
      const drawn = await exporter.svg({ data, layout, description }, { font: false });
      const boxes = await textBoxes(browser, drawn);
      assert(boxes.length > 5);
      assertEquals(textFaults(boxes, layout.width, layout.height), []);
    });
  }
  await browser.close();

  await t.step("the same figure gives the same bytes, whatever was drawn in between", async () => {
    const again = await exporter.svg(figure);
    assert(again === svg, "SVG");
    assert(latin1(await exporter.pdf(again)) === latin1(pdf), "PDF");
    const [first, second] = [await exporter.png(svg, 1), await exporter.png(again, 1)];
    assert(latin1(first) === latin1(second), "PNG");
  });
  await exporter.close();
});

Deno.test("faults of texts are found", () => {
  const box = (text: string, left: number, top: number) => (
    { text, left, top, right: left + 10, bottom: top + 10 }
  );
  assertEquals(textFaults([box("a", 0, 0), box("b", 11, 0)], 30, 30), []);
  assertEquals(textFaults([box("a", 25, 0)], 30, 30), ["'a' reaches out"]);
  assertEquals(textFaults([box("a", 0, 0), box("b", 5, 5)], 30, 30), ["'a' on 'b'"]);
});
