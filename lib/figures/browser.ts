import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Browser } from "puppeteer-core";
import { UserError } from "../errors.ts";
import { type PackagedBrowser, unpackBrowser } from "./packaged_browser.ts";

/** Our own pages only: no sandbox needed, no network wanted, the same pixels on every machine. */
const FLAGS = [
  "--no-sandbox", // root and most containers have no user namespaces
  "--disable-gpu", // the same pixels each time: a GPU, real or emulated, rounds as it pleases
  "--disable-gpu-watchdog", // which ends the browser on a machine that is merely busy
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
  "--no-first-run",
  "--no-pings",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-extensions",
  "--disable-sync",
  "--metrics-recording-only",
  "--host-resolver-rules=MAP * ~NOTFOUND", // whatever still asks for a host finds none
];

const NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];
const PLACES: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  windows: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ],
};

/** Every Chrome or Chromium that the system offers, most usual first. */
function systemBrowsers(): string[] {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...(PLACES[Deno.build.os] ?? [])].filter((path) => existsSync(path));
}

async function launch(browser: PackagedBrowser): Promise<Browser> {
  const { default: puppeteer } = await import("puppeteer-core"); // only where figures are drawn
  const launched = await puppeteer.launch({
    executablePath: browser.path,
    env: { ...Deno.env.toObject(), ...browser.env },
    headless: "shell",
    pipe: true, // talks over a pipe: no port, no network permission
    args: FLAGS,
    timeout: 120_000, // a busy machine may need longer than the usual 30 s
  });
  try {
    const page = await launched.newPage(); // some builds start and then cannot open a page
    await page.close();
    return launched;
  } catch (error) {
    await launched.close();
    throw error;
  }
}

const reason = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();

/**
 * Starts a headless browser: `$CHROME_PATH` and no other where it is set, else the first system
 * Chrome or Chromium that truly opens a page, else the one inside the npm package
 * `@sparticuz/chromium` (Linux x64), which is unpacked into the cache folder on first use.
 *
 * @throws {UserError} naming each browser tried, and how to get one, when none works
 */
export async function openBrowser(): Promise<Browser> {
  const chosen = Deno.env.get("CHROME_PATH");
  if (chosen) {
    try {
      return await launch({ path: chosen, env: {} });
    } catch (error) {
      throw new UserError(
        `CHROME_PATH=${chosen} does not start (${reason(error)}): ` +
          `set it to a Chrome or Chromium that works here, or unset it to have one found`,
      );
    }
  }
  const tried: string[] = [];
  for (const path of systemBrowsers()) {
    try {
      return await launch({ path, env: {} });
    } catch (error) {
      tried.push(`${path}: ${reason(error)}`);
    }
  }
  // A copy in the cache may have been damaged since: unpack it afresh once before giving up.
  for (const fresh of [false, true]) {
    try {
      return await launch(await unpackBrowser({ fresh }));
    } catch (error) {
      if (error instanceof UserError) throw error;
      tried.push(`@sparticuz/chromium: ${reason(error)}`);
    }
  }
  throw new UserError(
    `No browser to draw figures with (tried ${tried.join("; ")}): ` +
      `install Chrome or Chromium, or set CHROME_PATH to one`,
  );
}
