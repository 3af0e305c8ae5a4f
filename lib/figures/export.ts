import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import type { Browser, Page } from "puppeteer-core";
import { openBrowser } from "./browser.ts";
import type { Figure } from "./figure.ts";
import { fontCss, fontFiles, loadFonts } from "./fonts.ts";
import { THEME } from "./theme.ts";

/** Draws figures in a headless browser; the same figure gives the same bytes. Close it when done. */
export interface Exporter {
  /** A standalone SVG. With `font: false` it names Open Sans instead of carrying it (20 KB less). */
  svg(figure: Figure, options?: { font?: boolean }): Promise<string>;
  /** A one-page PDF of an SVG from {@link Exporter.svg}: vectors, embedded font, fixed dates. */
  pdf(svg: string): Promise<Uint8Array>;
  /** A PNG of such an SVG, `scale` dots a CSS px (default {@link THEME}.pngScale). */
  png(svg: string, scale?: number): Promise<Uint8Array>;
  /** Ends the browser. */
  close(): Promise<void>;
}

// Plotly names its elements by Math.random. Seeded by the figure, the names are the same each time,
// and differ between figures, so that two SVGs may stand in one page.
const DRAW = `async (figure) => {
  let state = 2166136261;
  for (const c of JSON.stringify(figure)) state = Math.imul(state ^ c.charCodeAt(0), 16777619) >>> 0;
  Math.random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  const { width, height } = figure.layout;
  return await Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
}`;
/** The fonts that an SVG of ours carries. */
const FONT_STYLE = /<style>@font-face[^<]*<\/style>/;
/** Pictures in an SVG are decoded apart from the page that shows it. */
const PICTURES = `Promise.all([...document.querySelectorAll("image")].map((i) => i.decode()))
  .then(() => 0)`;

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Width and height of an SVG's root element, CSS px. */
function sizeOf(svg: string): { width: number; height: number } {
  const [width, height] = ["width", "height"].map((name) =>
    Number(new RegExp(`<svg[^>]*? ${name}="([\\d.]+)(?:px)?"`).exec(svg)?.[1])
  );
  return { width, height };
}

/** Dates replaced by a fixed one of the same length, so that every offset in the file stays true. */
function withFixedDates(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf).toString("latin1");
  const fixed = text.replace(/\/(Creation|Mod)Date \(D:\d{14}/g, "/$1Date (D:20000101000000");
  return new Uint8Array(Buffer.from(fixed, "latin1"));
}

/**
 * Starts the browser once, to export many figures.
 *
 * @throws {UserError} when there is no browser that works here
 *
 * @example
 * ```ts
 * import { openExporter } from "posemachine";
 * import { assert } from "@std/assert";
 * const exporter = await openExporter();
 * const svg = await exporter.svg({
 *   data: [{ x: [1, 2], y: [3, 4] }], layout: { width: 336, height: 200 }, description: "A line",
 * });
 * assert(svg.startsWith("<svg"));
 * await exporter.close();
 * ```
 */
export async function openExporter(): Promise<Exporter> {
  let drawing = await openDrawing();

  /** On a machine short of memory or time a browser may die: a second one gets its chance. */
  async function patiently<T>(use: (drawing: Drawing) => Promise<T>): Promise<T> {
    try {
      return await use(drawing);
    } catch (error) {
      if (drawing.browser.connected) throw error;
      drawing = await openDrawing();
      return await use(drawing);
    }
  }

  return {
    svg: (figure, { font = true } = {}) =>
      patiently(async ({ plotly }) => {
        const drawn = await plotly.evaluate(`(${DRAW})(${JSON.stringify(figure)})`) as string;
        const style = font ? `<style>${fontCss(await fontFiles(drawn))}</style>` : "";
        const title = `<title>${escapeXml(figure.description)}</title>`;
        return drawn.replace(/<svg[^>]*>/, (root) => root + title + style) + "\n";
      }),
    pdf(svg) {
      const { width, height } = sizeOf(svg);
      const size = { width: `${width}px`, height: `${height}px` };
      const options = { ...size, printBackground: true, pageRanges: "1", tagged: false };
      return patiently(({ browser }) =>
        withPage(
          browser,
          { svg, scale: 1 },
          async (page) => withFixedDates(await page.pdf(options)),
        )
      );
    },
    png: (svg, scale = THEME.pngScale) =>
      patiently(({ browser }) =>
        withPage(browser, { svg, scale }, (page) => page.screenshot({ type: "png" }))
      ),
    close: () => drawing.browser.close(),
  };
}

/** A browser with a page in which Plotly draws. */
interface Drawing {
  readonly browser: Browser;
  readonly plotly: Page;
}

async function openDrawing(): Promise<Drawing> {
  const browser = await openBrowser();
  const path = createRequire(import.meta.url).resolve("plotly.js-dist-min");
  const plotly = await newPage(browser);
  // Both weights and Greek stand ready, so that Plotly measures its labels with the right font.
  await plotly.setContent(`<!doctype html><meta charset="utf-8">`);
  await plotly.evaluate(loadFonts(await fontFiles('abcΨ {"weight":600}')));
  await plotly.addScriptTag({ content: await Deno.readTextFile(path) });
  return { browser, plotly };
}

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000); // a busy machine may need longer than the usual 30 s
  return page;
}

/** Shows one SVG and nothing else. */
async function withPage<T>(
  browser: Browser,
  { svg, scale }: { svg: string; scale: number },
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const { width, height } = sizeOf(svg);
  const bare = svg.replace(FONT_STYLE, ""); // they come by another way
  const page = await newPage(browser);
  try {
    await page.setViewport({
      width: Math.ceil(width),
      height: Math.ceil(height),
      deviceScaleFactor: scale,
    });
    await page.setContent(
      `<!doctype html><meta charset="utf-8"><title>${/<title>(.*?)<\/title>/.exec(svg)?.[1]}` +
        `</title><style>@page{size:${width}px ${height}px;margin:0}body{margin:0}` +
        `svg{display:block}</style>${bare}`,
    );
    await page.evaluate(loadFonts(await fontFiles(bare)));
    await page.evaluate(PICTURES);
    return await use(page);
  } finally {
    await page.close().catch(() => {}); // a browser that died has no page to close
  }
}
