import { Buffer } from "node:buffer";

/** Turns the bytes of every number of `width` bytes round, in place. */
export function swapBytes({ buffer }: Uint8Array<ArrayBuffer>, width: number) {
  if (width === 2) Buffer.from(buffer).swap16();
  if (width === 4) Buffer.from(buffer).swap32();
  if (width === 8) Buffer.from(buffer).swap64();
}
