import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import { type Machine, reasonOf, triedText } from "./machine.ts";

/** A file on the Python package index. No Python of it is ever run: it is an archive of libraries. */
export interface Wheel {
  /** The project's name on the index. */
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string;
  readonly megabytes: number;
}

/** Which Python's wheel pip is asked for, so that it does not matter which Python runs pip. */
const WHEEL_TARGET = [
  "--only-binary=:all:",
  "--platform=manylinux_2_27_x86_64",
  "--python-version=3.11",
  "--implementation=cp",
  "--abi=cp311",
];

/** The ways to call pip, tried in turn. */
export const PIPS: readonly (readonly string[])[] = [["python3", "-m", "pip"], ["pip3"], ["pip"]];

/**
 * Downloads a wheel into `folder`: with pip, which knows the user's mirrors and certificates, else
 * straight from the index. Checks the SHA-256 either way.
 *
 * @throws {UserError} naming each way tried and why it failed
 */
export async function obtainWheel(machine: Machine, wheel: Wheel, folder: string): Promise<string> {
  const target = join(folder, wheel.filename);
  Deno.mkdirSync(folder, { recursive: true });
  if (machine.exists(target) && await sha256(target) === wheel.sha256) return target;
  const tried: { way: string; reason: string }[] = [];
  for (const [command, ...first] of PIPS) {
    const args = [...first, "download", "--no-deps", ...WHEEL_TARGET, "--quiet", "--retries=1"];
    args.push("--timeout=30", `--dest=${folder}`, `${wheel.project}==${wheel.version}`);
    const way = [command, ...first].join(" ");
    const outcome = await machine.run(command, args, { timeoutSeconds: 3600 });
    if (outcome?.ok && machine.exists(target)) {
      if (await sha256(target) === wheel.sha256) return target;
      Deno.removeSync(target);
      tried.push({ way, reason: "the download has another SHA-256 than expected" });
    } else {
      tried.push({ way, reason: outcome ? reasonOf(outcome.output) : "not found" });
    }
  }
  const index = (machine.env("PIP_INDEX_URL") ?? "https://pypi.org/simple").replace(/\/+$/, "");
  try {
    await downloadFromIndex(machine, wheel, `${index}/${wheel.project}/`, target);
    return target;
  } catch (error) {
    tried.push({ way: index, reason: error instanceof Error ? error.message : String(error) });
  }
  throw new UserError(
    `Cannot download ${wheel.filename} (${wheel.megabytes} MB). Tried ${triedText(tried)}. ` +
      `Connect to the network (or set PIP_INDEX_URL to a mirror) and run \`deno task setup --force\`, ` +
      `or put the file into ${folder}`,
  );
}

/** Downloads from the index's simple API; a broken download goes on where it stopped. */
async function downloadFromIndex(machine: Machine, wheel: Wheel, page: string, target: string) {
  const link = await findLink(machine, page, wheel.filename);
  const partial = `${target}.partial`;
  const have = machine.exists(partial) ? Deno.statSync(partial).size : 0;
  const headers: Record<string, string> = have > 0 ? { Range: `bytes=${have}-` } : {};
  const response = await machine.fetch(link, { headers });
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status} for ${link}`);
  const file = Deno.openSync(partial, {
    write: true,
    create: true,
    append: response.status === 206,
    truncate: response.status !== 206,
  });
  await response.body.pipeTo(file.writable);
  if (await sha256(partial) !== wheel.sha256) {
    Deno.removeSync(partial);
    throw new Error("the download has another SHA-256 than expected");
  }
  Deno.renameSync(partial, target);
}

async function findLink(machine: Machine, page: string, filename: string): Promise<string> {
  const response = await machine.fetch(page, {
    headers: { Accept: "application/vnd.pypi.simple.v1+json, text/html;q=0.5" },
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const text = await response.text();
  // Both answers, JSON and HTML, hold the address of the file in double quotes.
  const links = [...text.matchAll(/"([^"\s]+\.whl)(?:#[^"]*)?"/g)].map((match) => match[1]);
  const link = links.find((link) => link !== filename && basename(link) === filename) ??
    links.find((link) => link === filename);
  if (link === undefined) throw new Error(`no ${filename} there`);
  return new URL(link, page).href;
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const block of file.readable) hash.update(block);
  return hash.digest("hex");
}
