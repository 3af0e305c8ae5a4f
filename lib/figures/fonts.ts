import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One font file of Open Sans and the characters it serves. */
export interface FontFile {
  readonly weight: number;
  /** CSS `unicode-range`. */
  readonly range: string;
  /** WOFF2, base64. */
  readonly data: string;
}

const SUBSETS = ["latin", "latin-ext", "greek", "math"] as const;
const WEIGHTS = [400, 600] as const;

/** Whether a CSS `unicode-range` covers a character. */
function covers(range: string, char: string): boolean {
  const code = char.codePointAt(0)!;
  return range.split(",").some((part) => {
    const [from, to = from] = part.replace("U+", "").split("-");
    return code >= parseInt(from, 16) && code <= parseInt(to, 16);
  });
}

/**
 * Open Sans in the weights 400 and 600: only the subsets that `text` has characters of, and the bold
 * weight only where it is used, so that a file which carries them stays small.
 */
export async function fontFiles(text: string): Promise<FontFile[]> {
  const found = createRequire(import.meta.url).resolve("@fontsource/open-sans/package.json");
  const folder = dirname(found);
  const ranges: Record<string, string> = JSON.parse(
    await Deno.readTextFile(join(folder, "unicode.json")),
  );
  const chars = [...new Set(text)];
  // The first subset that has a character serves it, as `unicode-range` would have it.
  const used = new Set(chars.map((char) => SUBSETS.find((name) => covers(ranges[name], char))));
  const bold = /<b>|font-weight: ?(bold|600)|weight":600/.test(text);
  return await Promise.all(
    SUBSETS.filter((name) => used.has(name)).flatMap((subset) =>
      WEIGHTS.filter((weight) => weight === 400 || bold).map(async (weight) => {
        const file = join(folder, "files", `open-sans-${subset}-${weight}-normal.woff2`);
        return { weight, range: ranges[subset], data: (await Deno.readFile(file)).toBase64() };
      })
    ),
  );
}

/** CSS `@font-face` rules that carry the fonts in themselves, as `data:` addresses. */
export function fontCss(files: readonly FontFile[]): string {
  return files.map(({ weight, range, data }) =>
    `@font-face{font-family:"Open Sans";font-style:normal;font-weight:${weight};` +
    `src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${range}}`
  ).join("");
}

/**
 * JavaScript that gives a page the fonts, to be evaluated there: it fails when one cannot be had. By
 * bytes, because headless Chromium 153 loses about every second font behind a `data:` address.
 */
export function loadFonts(files: readonly FontFile[]): string {
  return `(async (files) => {
    for (const { weight, range, data } of files) {
      const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
      const face = new FontFace("Open Sans", bytes, { weight: String(weight), unicodeRange: range });
      document.fonts.add(await face.load());
    }
  })(${JSON.stringify(files)})`;
}
