import { createRng, type Rng } from "../../../lib/random.ts";

/** Counts that a reader must not believe: none, negative, or just beyond what 15 to 64 bits hold. */
const EXTREMES = [
  ...[0n, 1n, 0x7fffn, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 32n],
  ...[1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n],
];

/**
 * How many damaged copies a test makes: as many as suit every run of all tests, or, for a thorough search,
 * at least what `POSEMACHINE_MUTATIONS` says.
 */
export function mutationCount(usual: number): number {
  const asked = Number(Deno.env.get("POSEMACHINE_MUTATIONS") ?? 0);
  if (Number.isInteger(asked) && asked >= 0) return Math.max(usual, asked);
  throw new Error(`POSEMACHINE_MUTATIONS is ${asked}: expected a whole number, such as 20000`);
}

type Mutate = (bytes: Uint8Array<ArrayBuffer>, rng: Rng) => Uint8Array<ArrayBuffer>;

const place = (bytes: Uint8Array, rng: Rng) => rng.integer(0, Math.max(1, bytes.length));

/** Start and end of some bytes; most of the time, of a few. */
function range(bytes: Uint8Array, rng: Rng): [start: number, end: number] {
  const start = place(bytes, rng);
  const longest = rng.uniform() < 0.8 ? 16 : bytes.length;
  return [start, Math.min(bytes.length, start + rng.integer(1, longest + 2))];
}

/** The bytes before `end` and those from `start`: what lies between is doubled, or left out. */
function joined(bytes: Uint8Array, end: number, start: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(end + bytes.length - start);
  out.set(bytes.subarray(0, end));
  out.set(bytes.subarray(start), end);
  return out;
}

const flipBit: Mutate = (bytes, rng) => {
  bytes[place(bytes, rng)] ^= 1 << rng.integer(0, 8);
  return bytes;
};

const overwriteByte: Mutate = (bytes, rng) => {
  bytes[place(bytes, rng)] = [0, 255, rng.integer(0, 256)][rng.integer(0, 3)];
  return bytes;
};

const truncate: Mutate = (bytes, rng) => bytes.slice(0, place(bytes, rng));

const deleteRange: Mutate = (bytes, rng) => {
  const [start, end] = range(bytes, rng);
  return joined(bytes, start, end);
};

const doubleRange: Mutate = (bytes, rng) => {
  const [start, end] = range(bytes, rng);
  return joined(bytes, end, start);
};

const overwriteField: Mutate = (bytes, rng) => {
  const size = rng.uniform() < 0.5 ? 4 : 8;
  if (bytes.length < size) return bytes;
  const value = EXTREMES[rng.integer(0, EXTREMES.length)];
  const at = rng.integer(0, bytes.length - size + 1), little = rng.uniform() < 0.5;
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setUint32(at, Number(BigInt.asUintN(32, value)), little);
  else view.setBigUint64(at, value, little);
  return bytes;
};

const KINDS = [flipBit, overwriteByte, truncate, deleteRange, doubleRange, overwriteField];

/**
 * `count` damaged copies of a file, the same for the same seed: bits flipped, bytes overwritten, ends cut
 * off, ranges deleted or doubled, fields of 4 and 8 bytes overwritten by extreme counts. One copy in four
 * is damaged more than once.
 */
export function* mutations(bytes: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    const rng = createRng("mutations", seed, i);
    const times = rng.uniform() < 0.75 ? 1 : rng.integer(2, 5);
    let copy = Uint8Array.from(bytes);
    for (let n = 0; n < times; n++) copy = KINDS[rng.integer(0, KINDS.length)](copy, rng);
    yield copy;
  }
}
