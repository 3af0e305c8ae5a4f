// Twelve-bit weights in plain safetensors. A tensor NAME becomes three, which any reader of the format
// reads: NAME, I8, the upper eight bits; NAME/low, U8, the lower four, two to a byte, the first in the
// lower half; NAME/scale, F32, one for each index of the last axis (an output channel). A weight is
// (16 NAME + low) scale.
import { UserError } from "../errors.ts";
import type { StoredTensor } from "../data/formats/safetensors.ts";

/** The largest magnitude of a whole number of 12 bits. */
const LARGEST = 2 ** 11 - 1;

/** The smallest normal float32: no scale is smaller, so that dividing by it is safe and exact enough. */
const SMALLEST = 2 ** -126;

type Named = readonly [name: string, tensor: StoredTensor];

/** The least scales that keep every channel within {@link LARGEST}. */
function fittingScales(weights: Float32Array, channels: number): Float32Array {
  const scales = new Float32Array(channels);
  weights.forEach((weight, i) => {
    const channel = i % channels;
    scales[channel] = Math.max(scales[channel], Math.abs(weight));
  });
  return scales.map((largest) => Math.max(largest / LARGEST, SMALLEST));
}

/**
 * A float tensor [..., channels] as the three that stand for it, each weight rounded to the nearest
 * multiple of its channel's scale, so by at most half of it.
 *
 * @throws {UserError} naming a number that is not finite
 */
export function scaled(name: string, shape: readonly number[], weights: Float32Array): Named[] {
  const bad = weights.find((weight) => !Number.isFinite(weight));
  if (bad !== undefined) {
    throw new UserError(
      `Tensor '${name}' holds ${bad}, which 12 bits cannot: save it with weights "f32"`,
    );
  }
  const channels = shape.at(-1)!;
  const scales = fittingScales(weights, channels);
  const high = new Int8Array(weights.length), low = new Uint8Array(Math.ceil(weights.length / 2));
  weights.forEach((weight, i) => {
    const whole = Math.round(weight / scales[i % channels]);
    high[i] = whole >> 4; // rounds down, so that the lower bits are never negative
    low[i >> 1] |= (whole & 15) << (i % 2 * 4);
  });
  return [
    [name, { dtype: "I8", shape, data: high }],
    [`${name}/low`, { dtype: "U8", shape: [low.length], data: low }],
    [`${name}/scale`, { dtype: "F32", shape: [channels], data: scales }],
  ];
}

/**
 * The tensors of a file, those that {@link scaled} took apart whole again as F32.
 *
 * @throws {UserError} when a part is missing, has another type or shape than it must, or a scale is not
 * finite or below 0; it names `path` and `remedy`
 */
export function unscaled(
  tensors: Readonly<Record<string, StoredTensor>>,
  path: string,
  remedy: string,
): Named[] {
  const names = Object.keys(tensors).filter((name) => tensors[name].dtype === "I8");
  const parts = new Set(names.flatMap((name) => [`${name}/low`, `${name}/scale`]));
  const part = (name: string, dtype: StoredTensor["dtype"], length: number, of: StoredTensor) => {
    const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (found?.dtype === dtype && found.shape.length === 1 && found.shape[0] === length) {
      return found.data;
    }
    const is = found ? `${found.dtype} [${found.shape}]` : "absent";
    throw new UserError(
      `${path}: '${name}' is ${is}, expected ${dtype} [${length}] for its I8 [${of.shape}]: ` +
        `copy it again, ${remedy}`,
    );
  };
  const whole = (name: string, tensor: StoredTensor): StoredTensor => {
    const { shape, data: high } = tensor;
    const channels = shape.at(-1) ?? 1;
    const low = part(`${name}/low`, "U8", Math.ceil(high.length / 2), tensor);
    const scales = part(`${name}/scale`, "F32", channels, tensor);
    const bad = scales.find((scale) => !(scale >= 0 && scale < Infinity));
    if (bad !== undefined) {
      throw new UserError(
        `${path}: '${name}/scale' holds ${bad}, expected finite numbers of at least 0: ` +
          `copy it again, ${remedy}`,
      );
    }
    const data = Float32Array.from(high, (value, i) => {
      const bits = low[i >> 1] >> (i % 2 * 4) & 15;
      return (16 * value + bits) * scales[i % channels];
    });
    return { dtype: "F32", shape, data };
  };
  return Object.entries(tensors)
    .filter(([name]) => !parts.has(name))
    .map(([name, tensor]) => [name, tensor.dtype === "I8" ? whole(name, tensor) : tensor]);
}
