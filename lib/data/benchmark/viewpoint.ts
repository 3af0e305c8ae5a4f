import type { Camera } from "../../camera.ts";
import type { Rng } from "../../random.ts";
import { multiply, rotationAbout } from "../rotation.ts";

const RADIANS = Math.PI / 180;

/** What all cameras look at, mm above the floor. */
const AIM = 900;

/** Azimuths of the four fixed cameras, degrees. */
const AZIMUTHS = [45, 135, 225, 315];

interface Placement {
  /** Radians about Y, from +Z towards +X. */
  readonly azimuth: number;
  readonly elevation: number;
  readonly roll: number;
  /** From the aim, mm. */
  readonly distance: number;
}

/** A camera of Human3.6M's focal length that looks at a point 0.9 m above the middle of the floor. */
function cameraAt({ azimuth, elevation, roll, distance }: Placement): Camera {
  const [sa, ca] = [Math.sin(azimuth), Math.cos(azimuth)];
  const [se, ce] = [Math.sin(elevation), Math.cos(elevation)];
  // Rows: right, down and away from the camera, in world axes.
  const upright = Float64Array.of(ca, 0, -sa, sa * se, -ce, ca * se, -sa * ce, -se, -ca * ce);
  return {
    rotation: [...multiply(rotationAbout("z", roll), upright)],
    position: [sa * ce * distance, se * distance + AIM, ca * ce * distance],
    focal: [1145, 1145],
    centre: [500, 500],
    radial: [0, 0, 0],
    tangential: [0, 0],
    width: 1000,
    height: 1000,
  };
}

/** One of the four cameras of every take, 0 to 3: 8 degrees up, 5.2 m away. */
export function fixedCamera(index: number): Camera {
  const azimuth = AZIMUTHS[index] * RADIANS;
  return cameraAt({ azimuth, elevation: 8 * RADIANS, roll: 0, distance: 5200 });
}

/** A camera for a still: from anywhere around, -10 to 35 degrees up, 3.5 to 8 m away, tilted a bit. */
export function randomCamera(rng: Rng): Camera {
  return cameraAt({
    azimuth: rng.uniform(-Math.PI, Math.PI),
    elevation: rng.uniform(-10, 35) * RADIANS,
    roll: rng.normal() * 6 * RADIANS,
    distance: rng.uniform(3500, 8000),
  });
}

/** Number of fixed cameras. */
export const CAMERAS = AZIMUTHS.length;
