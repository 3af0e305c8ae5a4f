import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Camera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { multiply, rotationAbout } from "../rotation.ts";
import { actionNumbered, CAMERAS } from "./names.ts";

/** One recording of a subject: an action's first or second trial. */
export interface Take {
  readonly subject: string;
  /** The name in tables, e.g. `Photo`. */
  readonly action: string;
  /** 1 or 2. */
  readonly trial: number;
  /** What its files' names begin with, e.g. `TakingPhoto 1`; the numbers are irregular. */
  readonly base: string;
}

/** What metadata.xml says. */
export interface Human36mMetadata {
  /** All takes of the 15 actions, in the order of the file. */
  readonly takes: readonly Take[];
  /** The calibration of a camera, from 0, as it was on the day of a subject. */
  camera(subject: string, camera: number): Camera;
}

/** Numbers of `w0`: 6 a camera and subject, then 9 a camera. */
const NUMBERS = 300;
const SUBJECTS = 11;
const INTRINSICS = 4 * SUBJECTS * 6;

/**
 * Reads Human3.6M's metadata.xml (in its code release): which file is which take, and the cameras. In
 * `w0`, camera c of subject s has three Euler angles and a position (mm) from 6 (11 c + s - 1) on, and
 * camera c its focal lengths, principal point, k1 k2 k3 and p1 p2 from 264 + 9 c on.
 *
 * @param source names the file in errors
 * @throws {UserError} naming what is missing
 */
export function parseMetadata(xml: string, source: string): Human36mMetadata {
  const fail = (what: string): never => {
    throw new UserError(
      `${source} is not Human3.6M's metadata.xml: ${what}. It comes with the site's code release`,
    );
  };
  const valid = XMLValidator.validate(xml);
  if (valid !== true) fail(`line ${valid.err.line}: ${valid.err.msg}`);
  const list = ["tr", "td"];
  const options = { parseTagValue: false, isArray: (name: string) => list.includes(name) };
  const root = Object.values(new XMLParser(options).parse(xml)).find((value) =>
    typeof value === "object" && value !== null && "mapping" in value
  ) as { mapping?: { tr?: { td?: unknown[] }[] }; w0?: unknown } | undefined;
  const rows = (root?.mapping?.tr ?? fail("it has no <mapping> of rows"))
    .map(({ td = [] }) => td.map((cell) => typeof cell === "string" ? cell.trim() : ""));
  const subjects = rows[0].slice(2);
  if (subjects.length !== SUBJECTS || subjects[0] !== "S1") {
    fail(`its first row names the subjects ${subjects.join(", ")}, expected S1 to S${SUBJECTS}`);
  }
  const takes = rows.slice(1).flatMap(([number, trial, ...bases]) => {
    const action = actionNumbered(Number(number));
    if (action === undefined || !["1", "2"].includes(trial)) return [];
    return subjects.flatMap((subject, i): Take[] =>
      bases[i] ? [{ subject, action, trial: Number(trial), base: bases[i] }] : []
    );
  });
  if (takes.length === 0) fail("its <mapping> has no row of the actions 2 to 16");
  const w0 = String(root!.w0 ?? "").trim().replace(/^\[|\]$/g, "").trim().split(/[\s,;]+/).map(
    Number,
  );
  if (w0.length !== NUMBERS || !w0.every(Number.isFinite)) {
    fail(`its <w0> holds ${w0.length} values, expected ${NUMBERS} numbers`);
  }
  return {
    takes,
    camera(subject, camera) {
      const index = subjects.indexOf(subject);
      if (index < 0 || !(camera in CAMERAS)) {
        throw new UserError(`${source} has no camera ${camera} of ${subject}`);
      }
      return cameraOf(w0, index, camera);
    },
  };
}

function cameraOf(w0: readonly number[], subject: number, camera: number): Camera {
  const [a, b, c, ...position] = w0.slice(6 * (SUBJECTS * camera + subject)).slice(0, 6);
  const about = (axis: "x" | "y" | "z", angle: number) => rotationAbout(axis, angle);
  const inner = w0.slice(INTRINSICS + 9 * camera, INTRINSICS + 9 * (camera + 1));
  const [fx, fy, cx, cy, k1, k2, k3, p1, p2] = inner;
  return {
    rotation: [...multiply(multiply(about("x", a), about("y", b)), about("z", c))],
    position,
    focal: [fx, fy],
    centre: [cx, cy],
    radial: [k1, k2, k3],
    tangential: [p1, p2],
    width: 1000,
    height: CAMERAS[camera].height,
  };
}
