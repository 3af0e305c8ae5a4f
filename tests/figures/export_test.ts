import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { ablationFigure } from "../../lib/figures/ablation.ts";
import { correctionStepsFigure } from "../../lib/figures/correction_steps.ts";
import { openExporter } from "../../lib/figures/export.ts";
import { px, THEME } from "../../lib/figures/theme.ts";
import { ABLATION, STEPS } from "./fixtures/tables.ts";

Deno.test("the same figure gives the same SVG, PDF and PNG from two browsers", async () => {
  const figure = ablationFigure(ABLATION);
  const files: string[][] = [];
  for (let run = 0; run < 2; run++) {
    const exporter = await openExporter();
    // Another figure in between must not change the next one.
    if (run === 1) await exporter.svg(correctionStepsFigure(STEPS));
    const svg = await exporter.svg(figure);
    const binary = [await exporter.pdf(svg), await exporter.png(svg, 1)];
    files.push([svg, ...binary.map((bytes) => bytes.toBase64())]);
    await exporter.close();
  }
  for (const format of [0, 1, 2]) assert(files[0][format] === files[1][format], `file ${format}`);
});

Deno.test("a figure has its size in print, and its font with it, in every format", async () => {
  const exporter = await openExporter();
  const figure = ablationFigure(ABLATION);
  const svg = await exporter.svg(figure);
  const bare = await exporter.svg(figure, { font: false });
  const pdf = Buffer.from(await exporter.pdf(svg)).toString("latin1");
  const png = await exporter.png(svg, 2);
  await exporter.close();

  assert(svg.includes("@font-face") && !bare.includes("@font-face"));
  assert(bare.length < 30_000, `${bare.length} bytes without the font`);
  assert(svg.includes(`<title>${figure.description}</title>`));
  assertEquals(svg.match(/(src|href)=["']?http/), null); // nothing from outside

  // Real outlines, no Type 3 font (many conferences refuse it), nothing drawn as a bitmap.
  assert(/\/FontFile2 /.test(pdf) && !/\/Type3/.test(pdf) && !/\/Subtype \/Image/.test(pdf));
  assert(/\+OpenSans/.test(pdf));
  assertEquals([...pdf.matchAll(/Date \(D:(\d{14})/g)].map((match) => match[1]), [
    "20000101000000",
    "20000101000000",
  ]);
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number);
  assert(Math.abs(box[0] - THEME.columnWidth.one) < 1, `${box[0]} pt wide`);
  assertEquals(pdf.match(/\/Type \/Page\b/g)?.length, 1);

  const { width, height } = await sharp(png).metadata();
  assertEquals(width, 2 * px(THEME.columnWidth.one));
  assertEquals(height, 2 * Math.ceil(figure.layout.height));
});

Deno.test("Greek letters and minus signs come in the bundled font", async () => {
  const exporter = await openExporter();
  const annotations = [{
    text: "Ψ<sub>C</sub>, τ = 20 mm, −4.5",
    x: 0.5,
    y: 0.5,
    showarrow: false,
  }];
  const font = { family: THEME.fontFamily, size: 10 };
  const svg = await exporter.svg({
    data: [{ x: [0, 1], y: [0, 1] }],
    layout: { width: 336, height: 200, font, annotations },
    description: "Greek",
  });
  const pdf = Buffer.from(await exporter.pdf(svg)).toString("latin1");
  await exporter.close();
  const fonts = new Set(
    [...pdf.matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?([\w-]+)/g)].map((m) => m[1]),
  );
  assertEquals([...fonts].filter((name) => !name.startsWith("OpenSans")), []);
});
