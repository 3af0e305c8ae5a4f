import { crc32, inflateRawSync } from "node:zlib";
import { UserError } from "./errors.ts";

/** One file of a zip archive, as its central directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the entry's local header starts, bytes. */
  readonly offset: number;
}

/** What the formats that are zip archives say when one is damaged. */
const DEFAULT_REMEDY = "Copy or download it again";

/** A whole archive that is of no use as it is: copying it again would not help. */
const unsupported = (what: string, cause: string) => new Error(what, { cause });

const tooLarge = () =>
  unsupported("it or a file in it exceeds 4 GB (zip64)", "Write it again in smaller parts");

function readAt(file: Deno.FsFile, offset: number, length: number): DataView<ArrayBuffer> {
  if (offset + length > file.statSync().size) throw new Error("the archive ends too early");
  const bytes = new Uint8Array(length);
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) throw new Error("the archive ends too early");
    done += count;
  }
  return new DataView(bytes.buffer);
}

/**
 * Lists a zip archive from its central directory, without reading the files in it. `remedy` is what
 * errors advise.
 *
 * @throws {UserError} when the file is no zip archive, cut off, or larger than 4 GB
 */
export function listZip(path: string, remedy = DEFAULT_REMEDY): ZipEntry[] {
  try {
    using file = Deno.openSync(path);
    const length = file.statSync().size;
    const tailLength = Math.min(length, 65557);
    const tail = readAt(file, length - tailLength, tailLength);
    let end = tailLength - 22;
    while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
    if (end < 0) throw new Error("no central directory");
    const directorySize = tail.getUint32(end + 12, true);
    const directoryOffset = tail.getUint32(end + 16, true);
    if (directoryOffset === 0xffffffff) throw tooLarge();
    const directory = readAt(file, directoryOffset, directorySize);
    const entries: ZipEntry[] = [];
    for (let at = 0; at < directorySize;) {
      const left = directorySize - at;
      const nameLength = left < 46 ? 0 : directory.getUint16(at + 28, true);
      if (left < 46 + nameLength || directory.getUint32(at, true) !== 0x02014b50) {
        throw new Error(`its directory is damaged at byte ${directoryOffset + at}`);
      }
      const name = new Uint8Array(directory.buffer, at + 46, nameLength);
      entries.push({
        name: new TextDecoder().decode(name),
        method: directory.getUint16(at + 10, true),
        crc: directory.getUint32(at + 16, true),
        compressedSize: directory.getUint32(at + 20, true),
        size: directory.getUint32(at + 24, true),
        offset: directory.getUint32(at + 42, true),
      });
      at += 46 + nameLength + directory.getUint16(at + 30, true) +
        directory.getUint16(at + 32, true);
    }
    if (entries.some((entry) => entry.size === 0xffffffff)) throw tooLarge();
    return entries;
  } catch (error) {
    throw unreadable(path, error, remedy);
  }
}

/** Where an entry's bytes start, after its own header, which must be one that can be unpacked. */
export function dataStart(
  file: Deno.FsFile,
  { name, method, compressedSize, offset }: ZipEntry,
): number {
  const header = readAt(file, offset, 30);
  if (header.getUint32(0, true) !== 0x04034b50) {
    throw new Error(`${name} does not start at byte ${offset}`);
  }
  if (header.getUint16(6, true) & 1) {
    throw unsupported(`${name} is encrypted`, "Write it again without");
  }
  if (method !== 0 && method !== 8) {
    const expected = "expected 0 (stored) or 8 (deflated)";
    throw unsupported(
      `${name} is compressed by method ${method}, ${expected}`,
      "Write it again so",
    );
  }
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + compressedSize > file.statSync().size) throw new Error("the archive ends too early");
  return start;
}

function inflate(packed: Uint8Array, { name, size }: ZipEntry): Uint8Array<ArrayBuffer> {
  try {
    // One chunk for all, and a byte to see the end by, so that no second one is joined to it.
    const chunkSize = Math.max(size + 1, 64);
    const { buffer, byteOffset, length } = inflateRawSync(packed, {
      chunkSize,
      maxOutputLength: Math.max(size, 1),
    });
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const problem = code === "ERR_BUFFER_TOO_LARGE" ? `more than its ${size} bytes` : message;
    throw new Error(`${name} is damaged (${problem})`);
  }
}

/** Deflate packs at most this many bytes into one: a larger size is not worth allocating for. */
export const DEFLATE_RATIO = 1032;

/**
 * Unpacks one file of an archive into memory, never into more than its declared size, and checks its
 * length and CRC-32.
 *
 * @throws {UserError} when the archive is damaged
 */
export function readEntry(
  archive: string,
  entry: ZipEntry,
  remedy = DEFAULT_REMEDY,
): Uint8Array<ArrayBuffer> {
  const { name, method, size, compressedSize } = entry;
  try {
    using file = Deno.openSync(archive);
    const packed = new Uint8Array(readAt(file, dataStart(file, entry), compressedSize).buffer);
    if (size > (method === 0 ? compressedSize : compressedSize * DEFLATE_RATIO)) {
      throw new Error(`${name} claims ${size} bytes, more than its ${compressedSize} can hold`);
    }
    const plain = method === 0 ? packed : inflate(packed, entry);
    if (plain.length !== size || crc32(plain) !== entry.crc) throw new Error(`${name} is damaged`);
    return plain;
  } catch (error) {
    throw unreadable(archive, error, remedy);
  }
}

/** What a user is told of an error: the archive, the reason and a remedy, which may be the error's own. */
export function unreadable(path: string, error: unknown, remedy: string): UserError {
  const { message, cause = remedy } = error instanceof Error ? error : new Error(String(error));
  return new UserError(`Cannot unpack ${path}: ${message}. ${cause}`);
}
