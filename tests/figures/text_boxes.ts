import type { Browser } from "puppeteer-core";
import { fontFiles, loadFonts } from "../../lib/figures/fonts.ts";

/** A text of an SVG and where it is drawn, px. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a browser draws every text of an SVG. */
export async function textBoxes(browser: Browser, svg: string): Promise<TextBox[]> {
  const bare = svg.replace(/<style>@font-face[^<]*<\/style>/, "");
  const page = await browser.newPage();
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>body{margin:0}</style>${bare}`,
  );
  await page.evaluate(loadFonts(await fontFiles(bare)));
  const boxes = await page.evaluate(`[...document.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() !== "")
    .map((text) => [text.textContent, text.getBoundingClientRect()])
    .map(([text, { left, top, right, bottom }]) => ({ text, left, top, right, bottom }))`);
  await page.close();
  return boxes as TextBox[];
}

/** Texts that reach out of the figure, and pairs of texts that lie on one another. */
export function textFaults(boxes: readonly TextBox[], width: number, height: number): string[] {
  const out = boxes.filter((box) =>
    box.left < 0 || box.top < 0 || box.right > width || box.bottom > height
  );
  const on = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).filter((b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > lineGap(a, b)
    ).map((b) => `'${a.text}' on '${b.text}'`)
  );
  return [...out.map(({ text }) => `'${text}' reaches out`), ...on];
}

/** Boxes hold the font's ascent and descent: lines may share a third of the smaller box. */
function lineGap(a: TextBox, b: TextBox): number {
  return Math.min(a.bottom - a.top, b.bottom - b.top) / 3;
}
