import { Buffer } from "node:buffer";
import { unzipSync } from "node:zlib";
import { UserError } from "../../errors.ts";

/** What a {@link ByteReader} reads, and how its errors speak of it. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  /** The file's name, and the part of it if these bytes are a part, as in `a.mat, unpacked at 128`. */
  readonly source: string;
  /** As in `a MATLAB 5 file`. */
  readonly format: string;
  /** Default: little-endian. */
  readonly bigEndian?: boolean;
}

/**
 * Reads numbers one after the other, never beyond the end: whatever does not fit is an error that names
 * the file, the offset and what was expected there.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly source: string;
  readonly format: string;
  /** Where the next read begins. */
  at = 0;
  littleEndian: boolean;
  readonly #view: DataView;

  constructor({ bytes, source, format, bigEndian = false }: ByteSource) {
    this.bytes = bytes;
    this.source = source;
    this.format = format;
    this.littleEndian = !bigEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes are left. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Gives up: says where, what was expected there and what was found. */
  fail(expected: string, found: string, offset: number = this.at): never {
    throw new UserError(
      `${this.source}, byte ${offset}: expected ${expected}, found ${found}. ` +
        `It is damaged, or not ${this.format}: copy or download it again`,
    );
  }

  /** Gives up on a file that may be whole: says where, what is not supported and what to do about it. */
  refuse(what: string, remedy: string, offset: number = this.at): never {
    throw new UserError(`${this.source}, byte ${offset}: ${what}. ${remedy}`);
  }

  /** Makes sure that `count` items of `size` bytes are there before anything is allocated for them. */
  need(count: number, what: string, size = 1): void {
    if (!Number.isSafeInteger(count) || count < 0) this.fail(what, `a count of ${count}`);
    if (count * size > this.left) {
      this.fail(`${what} (${count * size} bytes)`, `${this.left} bytes to the end`);
    }
  }

  /** Goes to an offset, which may be the end. */
  seek(offset: number, what: string): void {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > this.bytes.length) {
      this.fail(what, `a place at ${offset} of ${this.bytes.length} bytes`);
    }
    this.at = offset;
  }

  /** The next bytes, not copied. */
  take(count: number, what: string): Uint8Array {
    this.need(count, what);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** The next bytes as Latin-1 text, one character a byte. */
  latin1(count: number, what: string): string {
    // A TextDecoder of "latin1" reads Windows-1252, where 0x80 to 0x9f are other characters.
    const { buffer, byteOffset, length } = this.take(count, what);
    return Buffer.from(buffer, byteOffset, length).toString("latin1");
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#next(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#next(2, what), this.littleEndian);
  }

  i32(what: string): number {
    return this.#view.getInt32(this.#next(4, what), this.littleEndian);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#next(4, what), this.littleEndian);
  }

  /** A signed 64-bit number, which must be one that JavaScript counts exactly. */
  i64(what: string): number {
    const at = this.#next(8, what);
    const value = Number(this.#view.getBigInt64(at, this.littleEndian));
    if (!Number.isSafeInteger(value)) this.fail(what, `${value}`, at);
    return value;
  }

  f64(what: string): number {
    return this.#view.getFloat64(this.#next(8, what), this.littleEndian);
  }

  #next(size: number, what: string): number {
    this.need(1, what, size);
    this.at += size;
    return this.at - size;
  }
}

/**
 * Unpacks zlib or gzip data, told apart by their first bytes, but never into more than `limit` bytes: a
 * damaged length must not ask for gigabytes.
 *
 * @throws {UserError} naming the reader's file and `offset`
 */
export function inflateAtMost(
  packed: Uint8Array,
  limit: number,
  reader: ByteReader,
  offset: number,
): Uint8Array {
  try {
    const { buffer, byteOffset, byteLength } = unzipSync(packed, {
      maxOutputLength: Math.max(1, limit),
    });
    // Not as Node's Buffer, whose `slice` does not copy.
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const tooLong = code === "ERR_BUFFER_TOO_LARGE";
    reader.fail(
      "zlib or gzip data",
      tooLong ? `data of more than ${limit} bytes` : message,
      offset,
    );
  }
}
