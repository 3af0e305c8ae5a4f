import { crc32 } from "node:zlib";
import { dirname } from "node:path";
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

function readAt(file: Deno.FsFile, offset: number, length: number): DataView {
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
 * Lists a zip archive from its central directory, without reading the files in it.
 *
 * @throws {UserError} when the file is no zip archive, cut off, or larger than 4 GB
 */
export function listZip(path: string): ZipEntry[] {
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
    if (directoryOffset === 0xffffffff) throw new Error("zip64 is not supported");
    const directory = readAt(file, directoryOffset, directorySize);
    const entries: ZipEntry[] = [];
    for (let at = 0; at < directorySize;) {
      if (directory.getUint32(at, true) !== 0x02014b50) throw new Error("damaged directory");
      const nameLength = directory.getUint16(at + 28, true);
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
    return entries;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Unpacks one file of an archive, a block at a time, and checks its length and CRC-32.
 *
 * @throws {UserError} when the archive is damaged; what was written of `target` is then removed
 */
export async function extractEntry(archive: string, entry: ZipEntry, target: string) {
  Deno.mkdirSync(dirname(target), { recursive: true });
  try {
    using source = await Deno.open(archive);
    const header = readAt(source, entry.offset, 30);
    const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    const packed = byteRange(source, start, entry.compressedSize);
    const plain = entry.method === 0
      ? packed
      : packed.pipeThrough(new DecompressionStream("deflate-raw"));
    using sink = await Deno.create(target);
    let size = 0, crc = 0;
    for await (const block of plain) {
      size += block.length;
      crc = crc32(block, crc);
      for (let done = 0; done < block.length;) done += sink.writeSync(block.subarray(done));
    }
    if (size !== entry.size || crc !== entry.crc) throw new Error(`${entry.name} is damaged`);
  } catch (error) {
    Deno.removeSync(target);
    // A full disk or a forbidden folder is not the archive's fault.
    throw error instanceof Error && /os error/.test(error.message)
      ? error
      : unreadable(archive, error);
  }
}

function byteRange(file: Deno.FsFile, start: number, length: number) {
  file.seekSync(start, Deno.SeekMode.Start);
  let left = length;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (left === 0) return controller.close();
      const block = new Uint8Array(Math.min(left, 1 << 20));
      const count = await file.read(block);
      if (count === null) throw new Error("the archive ends too early");
      left -= count;
      controller.enqueue(block.subarray(0, count));
    },
  });
}

function unreadable(path: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`Cannot unpack ${path}: ${reason}. Delete it and run the command again`);
}
