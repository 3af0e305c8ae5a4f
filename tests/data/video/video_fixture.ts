import { fileURLToPath } from "node:url";
import type { Ffmpeg } from "posemachine";
import { ffmpegs } from "../../../lib/data/video/ffmpeg.ts";

/** Path of a small video; see numbered.py beside it for what its pictures show. */
export const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/video/${name}`, import.meta.url));

/** Every ffmpeg that runs here; the packaged one at least. */
export async function ffmpegsHere(): Promise<Ffmpeg[]> {
  const here: Ffmpeg[] = [];
  for await (const { found } of ffmpegs()) if (typeof found !== "string") here.push(found);
  return here;
}

/** The number that a picture of these videos shows; `width` is that of the full picture. */
export function shownNumber(rgb: Uint8Array, width = 64): number {
  let number = 0;
  for (let bit = 0; bit < 5; bit++) {
    if (rgb[(12 * width + 8 + 12 * bit) * 3] > 125) number |= 1 << bit;
  }
  return number;
}

/** How many processes have `text` on their command line (Linux). */
export function processesNaming(text: string): number {
  // A shell reads them: Deno itself lets nobody into /proc without all permissions.
  const list = 'for p in /proc/[0-9]*/cmdline; do tr "\\0" " " < "$p"; echo; done 2> /dev/null';
  const { stdout } = new Deno.Command("sh", { args: ["-c", list] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(text)).length;
}

/** Waits until no process names `text`, 10 s at most; tells whether that came true. */
export async function goneSoon(text: string): Promise<boolean> {
  const begin = performance.now();
  while (processesNaming(text) > 0) {
    if (performance.now() - begin > 10_000) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - begin < 10_000;
}

/** A folder with a copy of a small video under a name of its own, removed with `using`. */
export function temporaryCopy(name: string): { path: string } & Disposable {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/${name}`;
  Deno.copyFileSync(fixture(name), path);
  return { path, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}
