import type { Rng } from "../../random.ts";

/** Colours of a figure, each RGB in 0..255. */
export interface Clothes {
  readonly trousers: readonly number[];
  readonly shin: readonly number[];
  readonly shirt: readonly number[];
  readonly skin: readonly number[];
  readonly upperArm: readonly number[];
  readonly forearm: readonly number[];
  readonly hair: readonly number[];
  readonly shoes: readonly number[];
}

function colour(rng: Rng, brightest: number): number[] {
  return [0, 1, 2].map(() => 255 * brightest * rng.uniform());
}

/** Random clothes, skin and hair. */
export function randomClothes(rng: Rng): Clothes {
  const tan = rng.uniform(0.45, 1.1);
  const skin = [217, 166, 128].map((value) => value * tan);
  const shirt = colour(rng, 1), trousers = colour(rng, 0.8), shoes = colour(rng, 0.6);
  const grey = rng.uniform(0.2, 2.2);
  return {
    trousers,
    shin: rng.uniform() < 0.85 ? trousers : skin,
    shirt,
    skin,
    upperArm: rng.uniform() < 0.6 ? shirt : skin,
    forearm: rng.uniform() < 0.7 ? skin : shirt,
    hair: [76, 51, 25].map((value) => value * grey),
    shoes,
  };
}

/** A smooth picture from a grid of colours, described apart from the size it is drawn at. */
export interface Backdrop {
  /** Cells along each side. */
  readonly cells: number;
  /** `[cells, cells, 3]`, 0..255. */
  readonly grid: Float32Array;
}

/** A backdrop of `cells` x `cells` random colours between `low` and `high` (0..1). */
export function randomBackdrop(rng: Rng, cells: number, low: number, high: number): Backdrop {
  const grid = new Float32Array(cells * cells * 3);
  for (let i = 0; i < grid.length; i++) grid[i] = 255 * rng.uniform(low, high);
  return { cells, grid };
}

/** Draws a backdrop by bilinear interpolation into `out`, `[size, size, 3]`. */
export function drawBackdrop({ cells, grid }: Backdrop, size: number, out: Float32Array) {
  const scale = (cells - 1) / size;
  const row = new Float32Array(cells * 3);
  for (let y = 0, at = 0; y < size; y++) {
    const gy = (y + 0.5) * scale, y0 = Math.min(cells - 2, Math.floor(gy)), fy = gy - y0;
    const top = y0 * cells * 3;
    for (let i = 0; i < row.length; i++) {
      row[i] = grid[top + i] * (1 - fy) + grid[top + row.length + i] * fy;
    }
    for (let x = 0; x < size; x++, at += 3) {
      const gx = (x + 0.5) * scale, x0 = Math.min(cells - 2, Math.floor(gx)), fx = gx - x0;
      const left = x0 * 3;
      for (let c = 0; c < 3; c++) {
        out[at + c] = row[left + c] * (1 - fx) + row[left + 3 + c] * fx;
      }
    }
  }
}

/** A rectangle in front of the figure: all in [0,1] of the crop, colour 0..255. */
export interface Occluder {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly colour: readonly number[];
}

/** A rectangle of an eighth to a third of the crop's side, anywhere in it. */
export function randomOccluder(rng: Rng): Occluder {
  const width = rng.uniform(1 / 8, 1 / 3), height = rng.uniform(1 / 8, 1 / 3);
  return {
    left: rng.uniform(0, 1 - width),
    top: rng.uniform(0, 1 - height),
    width,
    height,
    colour: colour(rng, 1),
  };
}
