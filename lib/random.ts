import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded stream of random numbers, always passed explicitly: same seed and path, same numbers. */
export interface Rng {
  /** A uniform number in [low, high); default [0, 1). */
  uniform(low?: number, high?: number): number;
  /** A uniform integer in [low, high), as array indices are. */
  integer(low: number, high: number): number;
  /** A standard normal number (Box-Muller). */
  normal(): number;
}

/** FNV-1a over the text of each part, then murmur3's finaliser so that near seeds fall far apart. */
function hash(parts: readonly (number | string)[]): number {
  let h = 0x811c9dc5;
  for (const char of parts.join("/")) h = Math.imul(h ^ char.codePointAt(0)!, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/**
 * A random stream for `path`: independent of every other path, so the order in which parts of a job
 * run, or the number of Workers, changes nothing.
 *
 * @example
 * ```ts
 * import { createRng } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(createRng(1, "stills", 7).uniform(), createRng(1, "stills", 7).uniform());
 * ```
 */
export function createRng(...path: readonly (number | string)[]): Rng {
  const generator = xoroshiro128plus(hash(path));
  let spare: number | undefined;
  const uniform = (low = 0, high = 1) => low + (high - low) * uniformFloat64(generator);
  return {
    uniform,
    integer(low, high) {
      if (high <= low) throw new RangeError(`There is no integer from ${low} to below ${high}`);
      return uniformInt(generator, low, high - 1);
    },
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
