import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { cacheFolder } from "../cache_folder.ts";
import { UserError } from "../errors.ts";

/** A browser and the environment variables that it needs. */
export interface PackagedBrowser {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The package takes these from, and writes them into, the environment of the whole process. */
const TOUCHED = ["TMPDIR", "AWS_EXECUTION_ENV", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "HOME"];

/** Fonts for text that brings none of its own: those beside this file. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

async function withEnvironment<T>(values: Record<string, string>, run: () => Promise<T>) {
  const before = TOUCHED.map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

/**
 * Unpacks the Chromium inside `@sparticuz/chromium` (210 MB, 3 s) into the cache folder, wholly or
 * not at all, and returns it; the second time it is only looked up. `fresh` unpacks it again.
 *
 * @throws {UserError} on a platform that the package does not serve, or when it cannot be unpacked
 */
export async function unpackBrowser({ fresh = false } = {}): Promise<PackagedBrowser> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new UserError(
      `No Chrome or Chromium found, and none is packaged for ${Deno.build.os} ` +
        `${Deno.build.arch}: install one, or set CHROME_PATH to one`,
    );
  }
  const version = project.imports["@sparticuz/chromium"].split("@").at(-1)!;
  const folder = cacheFolder(`chromium-${version}`);
  if (fresh) await Deno.remove(folder, { recursive: true }).catch(() => {});
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    path: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: [join(folder, "al2023", "lib"), Deno.env.get("LD_LIBRARY_PATH")]
        .filter(Boolean).join(":"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  };
}

async function unpackInto(folder: string): Promise<void> {
  // Next to its place, so that one rename publishes it; the package refuses to unpack over a file.
  const staging = `${folder}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.mkdir(staging, { recursive: true });
    // This variable makes the package unpack the shared libraries a bare machine lacks as well.
    const env = { TMPDIR: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" };
    await withEnvironment(env, async () => {
      const { default: chromium } = await import("@sparticuz/chromium");
      await chromium.executablePath();
    });
    // The package's own file looks for fonts in one fixed folder; without any, text is not drawn.
    await Deno.writeTextFile(join(staging, "fonts", "fonts.conf"), FONTS);
    await Deno.rename(staging, folder);
  } catch (error) {
    await Deno.remove(staging, { recursive: true }).catch(() => {});
    if (existsSync(folder)) return; // another process was faster
    throw new UserError(
      `Cannot unpack ${basename(folder)} to ${folder} ` +
        `(${error instanceof Error ? error.message : error}): free 250 MB there, set ` +
        `POSEMACHINE_CACHE to another folder, or set CHROME_PATH to a browser`,
    );
  }
}
