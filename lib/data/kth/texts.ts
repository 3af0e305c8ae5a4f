import { UserError } from "../../errors.ts";
import { type KthFile, parseKthText } from "../formats/kth_text.ts";
import { KTH_14 } from "./joints.ts";

/** Numbers of one pose in each of the texts. */
const FLAT = 2 * KTH_14.joints.length;

/** What a sequence's three texts hold together. */
export interface KthTexts {
  /** T. */
  readonly frames: number;
  /** [T, 14, 3], in the unit of the reconstruction. */
  readonly poses: Float32Array;
  /** Of each camera. */
  readonly views: readonly KthView[];
}

/** What one camera saw. */
export interface KthView {
  /** [T, 14, 2], px; NaN where a joint is absent. */
  readonly points: Float32Array;
  /** [T, 2, 4]: px = M [X, Y, Z, 1]; cameras pan and zoom, so each frame has its own. */
  readonly matrices: Float32Array;
}

/**
 * Reads a sequence's texts, `sources` naming each in errors; how many frames and cameras there are is told
 * by counting.
 *
 * @throws {UserError} naming the text that is wrong, or that does not fit the others
 */
export function parseKthTexts(
  texts: Readonly<Record<KthFile, string>>,
  sources: Readonly<Record<KthFile, string>>,
): KthTexts {
  const poses = parse("positions3d", texts, sources);
  const cameras = countCameras(texts.positions2d, poses.frames);
  const points = parse("positions2d", texts, sources, cameras);
  const matrices = parse("cameras", texts, sources, cameras);
  const counts = [poses, points, matrices].map(({ frames }) => frames);
  if (new Set(counts).size > 1) {
    const [space, flat, seen] = counts;
    throw new UserError(
      `${sources.positions3d} has ${space} frames, positions2d.txt ${flat} and cameras.txt ${seen}, ` +
        `of ${cameras} cameras: copy all three again from one sequence`,
    );
  }
  return {
    frames: poses.frames,
    poses: poses.data,
    views: Array.from({ length: cameras }, (_, camera) => ({
      points: ofCamera(points.data, FLAT, camera, cameras),
      matrices: ofCamera(matrices.data, 8, camera, cameras),
    })),
  };
}

/** Beyond any pixel, metre, or pixels a metre. */
const LARGEST = 1e6;

function parse(
  file: KthFile,
  texts: Readonly<Record<KthFile, string>>,
  sources: Readonly<Record<KthFile, string>>,
  cameras?: number,
): { frames: number; data: Float32Array } {
  const { shape: [frames], data } = parseKthText(texts[file], file, sources[file], cameras);
  const each = data.length / frames;
  const numbers = Float32Array.from(data as Float64Array, (value, i) => {
    if (!(Math.abs(value) > LARGEST)) return value;
    throw new UserError(
      `${sources[file]}, frame ${
        Math.floor(i / each) + 1
      }: ${value} is no coordinate, expected at ` +
        `most ${LARGEST}: copy the file again`,
    );
  });
  return { frames, data: numbers };
}

/** The number of cameras that comes nearest to the lines there are: no file says it. */
function countCameras(positions2d: string, frames: number): number {
  const lines = positions2d.trimEnd().split(/\r\n|\n|\r/).length;
  return Math.max(1, Math.round(lines / (FLAT * frames)));
}

/** From [T, cameras, width] the part of one camera, [T, width]. */
function ofCamera(
  numbers: Float32Array,
  width: number,
  camera: number,
  cameras: number,
): Float32Array {
  const out = new Float32Array(numbers.length / cameras);
  for (let to = 0, from = camera * width; to < out.length; to += width, from += cameras * width) {
    out.set(numbers.subarray(from, from + width), to);
  }
  return out;
}
