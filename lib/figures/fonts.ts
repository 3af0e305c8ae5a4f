import { createRequire } from "node:module";
import { dirname, join } from "node:path";

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
 * CSS `@font-face` rules that carry Open Sans in themselves (data URIs), in the weights 400 and 600:
 * only the subsets that `text` has characters of, so that a file stays small.
 */
export async function fontCss(text: string): Promise<string> {
  const found = createRequire(import.meta.url).resolve("@fontsource/open-sans/package.json");
  const folder = dirname(found);
  const ranges: Record<string, string> = JSON.parse(
    await Deno.readTextFile(join(folder, "unicode.json")),
  );
  const chars = [...new Set(text)];
  // The first subset that has a character serves it, as `unicode-range` would have it.
  const used = new Set(chars.map((char) => SUBSETS.find((name) => covers(ranges[name], char))));
  const bold = /<b>|font-weight: ?(bold|600)|weight":600/.test(text);
  const rules: string[] = [];
  for (const subset of SUBSETS.filter((name) => used.has(name))) {
    for (const weight of WEIGHTS.filter((weight) => weight === 400 || bold)) {
      const file = join(folder, "files", `open-sans-${subset}-${weight}-normal.woff2`);
      const data = (await Deno.readFile(file)).toBase64();
      rules.push(
        `@font-face{font-family:"Open Sans";font-style:normal;font-weight:${weight};` +
          `src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${
            ranges[subset]
          }}`,
      );
    }
  }
  return rules.join("");
}
