import { basename, dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { listZip } from "../zip.ts";
import { extractEntry } from "./extract_entry.ts";
import type { Machine } from "./machine.ts";
import { obtainWheel, type Wheel } from "./wheel.ts";

/** The TensorFlow whose library the native engine runs on. */
export const LIBTENSORFLOW_VERSION = "2.21.0";

const CPU_WHEEL: Wheel = {
  project: "tensorflow-cpu",
  version: LIBTENSORFLOW_VERSION,
  filename: "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  megabytes: 274,
};

/** A damaged wheel is downloaded anew once it is gone. */
const REMEDY = "Delete it and run the command again";

/** The two libraries and, of 15,000 headers, those that the C API includes. */
const WANTED = [
  /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/,
  /^tensorflow\/(include\/tensorflow\/c\/.*\.h)$/,
  /^tensorflow\/(include\/tensorflow\/core\/platform\/ctstring[^/]*\.h)$/,
  /^tensorflow\/(include\/tsl\/platform\/ctstring[^/]*\.h)$/,
  /^tensorflow\/(include\/xla\/tsl\/c\/.*\.h)$/,
];

/** What a wheel must hold, so that an addon can be linked. */
const NEEDED = ["tensorflow/libtensorflow_cc.so.2", "tensorflow/include/tensorflow/c/c_api.h"];

/** Where an unpacked file goes below the library folder, or `undefined` if it is not needed. */
export function wantedPath(name: string): string | undefined {
  for (const pattern of WANTED) {
    const match = pattern.exec(name);
    if (match) return match[1];
  }
}

/** The library's folder in the user's cache. */
export function libraryFolder(machine: Machine, kind: "cpu" | "cuda"): string {
  return join(machine.cache, `libtensorflow-${LIBTENSORFLOW_VERSION}-${kind}`);
}

/** Whether `folder` holds every file that unpacking put there, at its full length. */
export function libraryComplete(folder: string): boolean {
  try {
    const sizes = JSON.parse(Deno.readTextFileSync(join(folder, "contents.json")));
    return Object.entries(sizes).every(([name, size]) =>
      Deno.statSync(join(folder, name)).size === size
    );
  } catch {
    return false;
  }
}

/**
 * Puts libtensorflow and its C headers into the cache folder, unless they are there. The folder
 * appears by a rename, so it is never half full; an interrupted download or unpacking starts again.
 *
 * @throws {UserError} when the wheel can neither be downloaded nor unpacked
 */
export async function ensureLibtensorflow(machine: Machine, wheel = CPU_WHEEL): Promise<string> {
  const folder = libraryFolder(machine, "cpu");
  if (libraryComplete(folder)) return folder;
  const downloads = join(machine.cache, "downloads");
  machine.say(`  downloading ${wheel.filename} (${wheel.megabytes} MB)`);
  const archive = await obtainWheel(machine, wheel, downloads);
  await unpackLibraries(machine, [archive], folder);
  Deno.removeSync(archive);
  return folder;
}

/** Unpacks what is wanted of `archives` into `folder`, which then appears whole. */
export async function unpackLibraries(
  machine: Machine,
  archives: readonly string[],
  folder: string,
  wanted = wantedPath,
): Promise<void> {
  const temporary = `${folder}.${Deno.pid}.tmp`;
  removeLeftovers(folder);
  const sizes: Record<string, number> = {};
  try {
    for (const archive of archives) {
      for (const entry of listZip(archive, REMEDY)) {
        const path = wanted(entry.name);
        if (path === undefined) continue;
        if (entry.size > 1e7) machine.say(`  unpacking ${path} (${mega(entry.size)} MB)`);
        await extractEntry(archive, entry, join(temporary, path), REMEDY);
        sizes[path] = entry.size;
      }
    }
    for (const name of NEEDED.map((name) => wanted(name) ?? name)) {
      if (!(name in sizes)) throw new UserError(`${archives.join(", ")} holds no ${name}`);
    }
    Deno.writeTextFileSync(join(temporary, "contents.json"), JSON.stringify(sizes));
    if (machine.exists(folder)) Deno.removeSync(folder, { recursive: true });
    Deno.renameSync(temporary, folder);
  } catch (error) {
    if (machine.exists(temporary)) Deno.removeSync(temporary, { recursive: true });
    if (libraryComplete(folder)) return; // another set-up was faster
    throw error;
  }
}

function mega(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** Removes what unpackings left behind that were killed more than an hour ago. */
function removeLeftovers(folder: string) {
  for (const { name } of Deno.readDirSync(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith(".tmp")) continue;
    const changed = Deno.statSync(path).mtime?.getTime() ?? 0;
    if (Date.now() - changed > 3600_000) Deno.removeSync(path, { recursive: true });
  }
}
