import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { dataStart, unreadable, type ZipEntry } from "../zip.ts";

/**
 * Unpacks one file of an archive into another file, a block at a time, and checks its length and CRC-32.
 *
 * @throws {UserError} when the archive is damaged; what was written of `target` is then removed
 */
export async function extractEntry(
  archive: string,
  entry: ZipEntry,
  target: string,
  remedy: string,
) {
  Deno.mkdirSync(dirname(target), { recursive: true });
  try {
    using source = await Deno.open(archive);
    const packed = byteRange(source, dataStart(source, entry), entry.compressedSize);
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
    rmSync(target, { force: true });
    // A full disk or a forbidden folder is not the archive's fault.
    throw error instanceof Error && /os error/.test(error.message)
      ? error
      : unreadable(archive, error, remedy);
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
