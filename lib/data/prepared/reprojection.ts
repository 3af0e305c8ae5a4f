import { type Camera, project } from "../../camera.ts";

/**
 * How far a camera shows joints from where they are said to be, px, on average; 0 for no joint.
 *
 * @param joints `[N, 3]` in mm, in the camera's axes
 * @param points `[N, 2]` in px of its picture
 */
export function reprojectionError(
  camera: Camera,
  joints: Float32Array,
  points: Float32Array,
): number {
  const seen = project(camera, joints);
  let sum = 0;
  for (let i = 0; i < seen.length; i += 2) {
    sum += Math.hypot(seen[i] - points[i], seen[i + 1] - points[i + 1]);
  }
  return seen.length === 0 ? 0 : sum / (seen.length / 2);
}
