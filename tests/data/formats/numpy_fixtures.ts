import { type NpyArray, openNpz, parseNpy, type PickleDict, unpickle } from "posemachine";

const FOLDER = new URL("../../fixtures/formats/", import.meta.url);

/** The path of a file that fixtures/formats_npy.py wrote. */
export const fixturePath = (name: string) => new URL(name, FOLDER).pathname;

export const fixtureBytes = (name: string) => Deno.readFileSync(fixturePath(name));

export const readNpy = (name: string) => parseNpy(fixtureBytes(name), name);

export const readPkl = (name: string) => unpickle(fixtureBytes(name), name) as PickleDict;

/** The one object of a 0-d array in an archive. */
export function objectIn(archive: string, name: string): unknown {
  const array = openNpz(fixturePath(archive)).read(name);
  return "objects" in array && array.shape.length === 0 ? array.objects[0] : array;
}

const whole = (i: number) => ((i * 79) % 201) - 100;

const REAL = (i: number) => (((i * 7919) % 2003) - 1001) / 8;

type Numbers = Extract<NpyArray, { data: unknown }>["data"];

/** What the script wrote as number `i` of an array of each type. */
const KINDS: Record<string, (start: number, length: number) => Numbers> = {
  b1: (start, length) => Uint8Array.from({ length }, (_, i) => (start + i) % 3 === 0 ? 1 : 0),
  i1: (start, length) => Int8Array.from({ length }, (_, i) => whole(start + i)),
  u1: (start, length) => Uint8Array.from({ length }, (_, i) => whole(start + i) + 100),
  i2: (start, length) => Int16Array.from({ length }, (_, i) => whole(start + i)),
  u2: (start, length) => Uint16Array.from({ length }, (_, i) => whole(start + i) + 100),
  i4: (start, length) => Int32Array.from({ length }, (_, i) => whole(start + i)),
  u4: (start, length) => Uint32Array.from({ length }, (_, i) => whole(start + i) + 100),
  i8: (start, length) =>
    new BigInt64Array(
      Array.from({ length }, (_, i) => BigInt(whole(start + i)) * 2n ** 54n + BigInt(start + i)),
    ),
  u8: (start, length) =>
    new BigUint64Array(
      Array.from({ length }, (_, i) =>
        BigInt(whole(start + i) + 100) * 2n ** 56n + BigInt(start + i)),
    ),
  f2: (start, length) => Float32Array.from({ length }, (_, i) => REAL(start + i)),
  f4: (start, length) => Float32Array.from({ length }, (_, i) => REAL(start + i)),
  f8: (start, length) => Float64Array.from({ length }, (_, i) => REAL(start + i)),
};

/** The array that the script wrote by its type, shape and first index. */
export function expected(kind: string, shape: number[], start = 0): NpyArray {
  return { shape, data: KINDS[kind](start, shape.reduce((a, b) => a * b, 1)) };
}
