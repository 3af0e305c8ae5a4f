import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import type { SaveOptions } from "../nn/tree_file.ts";
import { isHourglassFile, loadHourglass, saveHourglass } from "./hourglass_file.ts";
import { loadLifter, saveMachine, type TrainingRecord } from "./machine_file.ts";
import { isRpsmFile, loadRpsm, saveRpsm } from "./rpsm_file.ts";

/** Moves a row of the ablation by a fifth of the 0.05 mm that it may: see `WeightStorage`. */
const COMPACT: SaveOptions = { weights: "i12" };

/** What `writeCompact` wrote. */
export interface CompactFile {
  /** The compact file's path. */
  readonly path: string;
  /** The compact file's SHA-256. */
  readonly sha256: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** The full-precision file's size in bytes. */
  readonly sourceBytes: number;
}

/** Any network's file, ready to be saved elsewhere. */
interface Open {
  readonly params: Tree;
  readonly record: TrainingRecord;
  readonly save: (path: string, record: TrainingRecord) => void;
}

function open(checkpoint: string): Open {
  if (isHourglassFile(checkpoint)) {
    const { hourglass, record } = loadHourglass(checkpoint);
    const save: Open["save"] = (path, record) => saveHourglass(path, hourglass, record, COMPACT);
    return { params: hourglass.params, record, save };
  }
  if (isRpsmFile(checkpoint)) {
    const { rpsm, record } = loadRpsm(checkpoint);
    return { params: rpsm.params, record, save: (path, now) => saveRpsm(path, rpsm, now, COMPACT) };
  }
  const { machine, record } = loadLifter(checkpoint);
  const save: Open["save"] = (path, record) => saveMachine(path, machine, record, COMPACT);
  return { params: machine.params, record, save };
}

/** The bytes of a file, or undefined when there is none. */
function existing(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UserError(
      `Cannot read ${path}, where the compact file would go: ${(error as Error).message}. ` +
        "Give the path of a file",
    );
  }
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The compact file's bytes; saving goes through a temporary file, since `to` may not be replaced yet. */
function compactBytes(checkpoint: string): { full: Uint8Array; bytes: Uint8Array } {
  const { params, record, save } = open(checkpoint);
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  try {
    if (record.source !== undefined) {
      throw new UserError(
        `${checkpoint} is compact already (made from the file with SHA-256 ${record.source}), and ` +
          `rounding twice loses more: give the file that '${record.command}' wrote`,
      );
    }
    const full = Deno.readFileSync(checkpoint);
    const path = join(folder, basename(checkpoint));
    save(path, { ...record, source: digest(full) });
    return { full, bytes: Deno.readFileSync(path) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
    disposeTree(params);
  }
}

/**
 * Rewrites the file of a machine, an hourglass or a conference version with its weights in 12 bits: 0.4
 * of the size of a machine; configuration, normalisation and training record stay, and the record's `source`
 * becomes the SHA-256 of `checkpoint`. The same input gives the same bytes; a file of other content at
 * `to` is replaced only by `force`.
 *
 * @throws {UserError} when `checkpoint` is missing, damaged, or compact already, or when `to` is
 * `checkpoint`, has other content, or cannot be written
 *
 * @example
 * ```ts
 * import { loadMachine, saveMachine, SHIPPED_MACHINE, startEngine, writeCompact } from "posemachine";
 * import { assert, assertEquals } from "@std/assert";
 * await startEngine();
 * const source = `${Deno.makeTempDirSync()}/machine.safetensors`;
 * const { machine, record } = loadMachine(SHIPPED_MACHINE);
 * saveMachine(source, machine, { ...record, source: undefined });
 * const compact = source.replace("machine", "compact");
 * const { bytes, sourceBytes } = writeCompact(source, compact);
 * assert(bytes < 0.4 * sourceBytes);
 * assertEquals(loadMachine(compact).record.seed, 1);
 * ```
 */
export function writeCompact(
  checkpoint: string,
  to: string,
  { force = false }: { readonly force?: boolean } = {},
): CompactFile {
  if (resolve(checkpoint) === resolve(to)) {
    throw new UserError(
      `${to} is the full-precision file itself: write the compact one elsewhere, such as data/`,
    );
  }
  const { full, bytes } = compactBytes(checkpoint);
  const before = existing(to);
  const sha256 = digest(bytes);
  if (before && digest(before) !== sha256 && !force) {
    throw new UserError(
      `${to} exists and has other content: give another path, or --force to replace it`,
    );
  }
  writeAtomic(to, bytes);
  return { path: to, sha256, bytes: bytes.length, sourceBytes: full.length };
}
