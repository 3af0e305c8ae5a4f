import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { NpyArray } from "../formats/npy_array.ts";
import { openNpz } from "../formats/npz.ts";
import type { NumericArray } from "../formats/numeric_array.ts";
import type { PickleDict, PickleValue } from "../formats/pickle_value.ts";
import { joints17 } from "./joints.ts";
import { CAMERAS } from "./names.ts";

/** What a file holds of each take: `get("S1")?.get("Photo 1")`, by subject and the file's own name. */
export type CommunityTakes<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

/** Names of the files beside the official ones. */
const POSES = "data_3d_h36m.npz", POINTS = "data_2d_h36m_gt.npz";

/** The first joints on the left and on the right in H36M-17's order, as VideoPose3D writes them. */
const H36M_SYMMETRY = "[[4,5,6,11,12,13],[1,2,3,14,15,16]]";

/**
 * A take's name in the community's files: that of the official files, but for two actions.
 *
 * @param base e.g. `TakingPhoto 1`
 */
export function communityName(base: string): string {
  return base.replace("TakingPhoto", "Photo").replace("WalkingDog", "WalkDog");
}

/**
 * Reads `data_3d_h36m.npz` as VideoPose3D's `prepare_data_h36m.py` writes it: of each take the poses
 * `[T, 17, 3]` of H36M-17 in mm, in the world's axes (the file has 32 joints in metres).
 *
 * @throws {UserError} naming the take whose array is not `[T, 32, 3]`
 *
 * @example
 * ```ts
 * import { readCommunityPoses } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const poses = readCommunityPoses("tests/miniatures/human36m/data_3d_h36m.npz");
 * assertEquals(poses.get("S9")?.get("Directions 1")?.length, 51 * 17 * 3);
 * ```
 */
export function readCommunityPoses(path: string): CommunityTakes<Float32Array> {
  return takes(dictionary(path, "positions_3d"), path, (value, take) => {
    if (!isNumbers(value)) fail(path, take, "[T, 32, 3]", value);
    return joints17(value, 3, `${path}, ${take}`, 1000);
  });
}

/**
 * Reads `data_2d_h36m_gt.npz`, or detections in its form (`data_2d_h36m_cpn_ft_h36m_dbb.npz`): of each
 * take the points `[T, 17, 2]` of H36M-17 in px of the video, by each of the four cameras.
 *
 * @throws {UserError} naming the take that is not so; when the file's joints are others, as those of
 *   detectors trained on COCO are
 *
 * @example
 * ```ts
 * import { readCommunityPoints } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const points = readCommunityPoints("tests/miniatures/human36m/data_2d_h36m_gt.npz");
 * assertEquals(points.get("S1")?.get("Photo")?.map(({ length }) => length), Array(4).fill(6 * 34));
 * ```
 */
export function readCommunityPoints(path: string): CommunityTakes<Float32Array[]> {
  const symmetry = plain(dictionary(path, "metadata").get("keypoints_symmetry") ?? null);
  if (JSON.stringify(symmetry) !== H36M_SYMMETRY) {
    throw new UserError(
      `${path} pairs the joints ${JSON.stringify(symmetry)}: expected Human3.6M's 17, ` +
        `${H36M_SYMMETRY}. Take a file of a detector trained on Human3.6M`,
    );
  }
  return takes(dictionary(path, "positions_2d"), path, (value, take) => {
    if (!Array.isArray(value) || value.length !== CAMERAS.length) {
      fail(path, take, `a list of ${CAMERAS.length} cameras`, value);
    }
    return (value as PickleValue[]).map((points, camera) => {
      const of = `${take}, camera ${camera}`;
      if (!isNumbers(points)) fail(path, of, "[T, 17, 2]", points);
      const { shape: [frames, joints, coordinates], data } = points;
      if (joints !== 17 || coordinates !== 2 || data.length !== frames * 34) {
        fail(path, of, "[T, 17, 2]", points);
      }
      return Float32Array.from({ length: data.length }, (_, i) => {
        const value = Number(data[i]);
        if (Number.isFinite(value)) return value;
        throw new UserError(
          `${path}, ${of}: a coordinate of frame ${Math.floor(i / 34)} is ${value}`,
        );
      });
    });
  });
}

/** The community's files of a folder; each is read when it is first asked for, and then kept. */
export interface CommunityFiles {
  /** Poses `[T, 17, 3]` of a take in mm, in the world's axes. */
  poses(subject: string, base: string): Float32Array | undefined;
  /** True 2D points `[T, 17, 2]` of a take in px of the video. */
  points(subject: string, base: string, camera: number): Float32Array | undefined;
}

/** Looks for the community's files in the folder of the official ones. */
export function communityFiles(folder: string): CommunityFiles {
  const once = <T>(name: string, read: (path: string) => CommunityTakes<T>) => {
    const path = join(folder, name);
    let held: CommunityTakes<T> | undefined;
    return () => held ??= existsSync(path) ? read(path) : new Map();
  };
  const poses = once(POSES, readCommunityPoses);
  const points = once(POINTS, readCommunityPoints);
  return {
    poses: (subject, base) => poses().get(subject)?.get(communityName(base)),
    points: (subject, base, camera) => points().get(subject)?.get(communityName(base))?.[camera],
  };
}

function takes<T>(
  subjects: PickleDict,
  path: string,
  read: (value: PickleValue, take: string) => T,
): CommunityTakes<T> {
  return new Map([...subjects].map(([subject, actions]) => {
    if (!(actions instanceof Map)) fail(path, String(subject), "a dictionary of takes", actions);
    return [
      String(subject),
      new Map(
        [...actions as PickleDict].map(([name, value]) =>
          [String(name), read(value, `${subject}, ${name}`)] as const
        ),
      ),
    ];
  }));
}

/** The dictionary that an array of one object holds. */
function dictionary(path: string, name: string): PickleDict {
  const array = openNpz(path).read(name);
  const value = "objects" in array && array.shape.length === 0 ? array.objects[0] : array;
  if (value instanceof Map) return value;
  return fail(path, name, "a dictionary, as np.savez writes one", value);
}

const isArray = (value: PickleValue): value is NpyArray =>
  typeof value === "object" && value !== null && "shape" in value;

const isNumbers = (value: PickleValue): value is NumericArray => isArray(value) && "data" in value;

/** Lists and arrays of numbers as lists, for comparing. */
function plain(value: PickleValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isNumbers(value) ? { shape: value.shape, data: [...value.data].map(Number) } : value;
}

function fail(path: string, what: string, expected: string, found: PickleValue): never {
  const is = isArray(found)
    ? `an array [${found.shape}]`
    : Array.isArray(found)
    ? `a list of ${found.length}`
    : found instanceof Map
    ? "a dictionary"
    : String(found);
  throw new UserError(
    `${path}, ${what}: expected ${expected}, found ${is}. Write it again with VideoPose3D's ` +
      `prepare_data_h36m.py`,
  );
}
