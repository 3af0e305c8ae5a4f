import { createRng, type Rng } from "../../../lib/random.ts";

/** Counts that readers must not believe: negative, huge, just beyond what 16, 32 or 53 bits hold. */
const EXTREMES = [
  0n,
  1n,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

type Mutate = (bytes: Uint8Array, rng: Rng) => Uint8Array;

const at = (bytes: Uint8Array, rng: Rng) => rng.integer(0, Math.max(1, bytes.length));

/** Where a range starts and ends; most are short. */
function range(bytes: Uint8Array, rng: Rng): [number, number] {
  const start = at(bytes, rng);
  const longest = rng.uniform() < 0.8 ? 16 : bytes.length;
  return [start, Math.min(bytes.length, start + rng.integer(1, longest + 2))];
}

function overwriteField(bytes: Uint8Array, rng: Rng): Uint8Array {
  const size = rng.uniform() < 0.5 ? 4 : 8;
  if (bytes.length < size) return bytes;
  const value = EXTREMES[rng.integer(0, EXTREMES.length)];
  const view = new DataView(bytes.buffer);
  const offset = rng.integer(0, bytes.length - size + 1), little = rng.uniform() < 0.5;
  if (size === 4) view.setUint32(offset, Number(BigInt.asUintN(32, value)), little);
  else view.setBigUint64(offset, value, little);
  return bytes;
}

const KINDS: readonly Mutate[] = [
  (bytes, rng) => {
    bytes[at(bytes, rng)] ^= 1 << rng.integer(0, 8);
    return bytes;
  },
  (bytes, rng) => {
    bytes[at(bytes, rng)] = [0, 255, rng.integer(0, 256)][rng.integer(0, 3)];
    return bytes;
  },
  (bytes, rng) => bytes.slice(0, at(bytes, rng)),
  (bytes, rng) => {
    const [start, end] = range(bytes, rng);
    return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(end)]);
  },
  (bytes, rng) => {
    const [start, end] = range(bytes, rng);
    return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(start)]);
  },
  overwriteField,
];

/**
 * `count` damaged copies of a file, the same for the same seed: bits flipped, bytes and counts
 * overwritten, ends cut off, ranges deleted or doubled. One in four is damaged more than once.
 */
export function* mutations(bytes: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    const rng = createRng("mutations", seed, i);
    let copy = Uint8Array.from(bytes);
    const times = rng.uniform() < 0.75 ? 1 : rng.integer(2, 5);
    for (let n = 0; n < times; n++) {
      copy = Uint8Array.from(KINDS[rng.integer(0, KINDS.length)](copy, rng));
    }
    yield copy;
  }
}
