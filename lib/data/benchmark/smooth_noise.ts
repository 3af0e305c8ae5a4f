import type { Rng } from "../../random.ts";

/**
 * Random curves: `columns` independent ones of unit variance, `[frames, columns]`, whose values hang
 * together over about `scale` frames (white noise under a Gaussian of that standard deviation).
 */
export function smoothNoise(
  rng: Rng,
  frames: number,
  columns: number,
  scale: number,
): Float64Array {
  const reach = Math.ceil(3 * scale) + 1;
  const kernel = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-0.5 * ((i - reach) / scale) ** 2),
  );
  const norm = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0));
  const white = Float64Array.from(
    { length: (frames + 2 * reach) * columns },
    () => rng.normal(),
  );
  const out = new Float64Array(frames * columns);
  for (let frame = 0; frame < frames; frame++) {
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] / norm, from = (frame + k) * columns;
      for (let c = 0; c < columns; c++) out[frame * columns + c] += weight * white[from + c];
    }
  }
  return out;
}
