import type { Camera } from "../lib/camera.ts";

interface VocabularyFixture {
  camera: Camera;
  world: number[];
  in_camera: number[];
  projected: number[];
  frames: number;
  joints: number;
  predicted: number[];
  truth: number[];
  normalized: number[];
  joint_errors: number[];
  mpjpe: number;
  p_mpjpe: number;
  n_mpjpe: number;
  velocity_error: number;
  predicted_2d: number[];
  truth_2d: number[];
  pckh: Record<string, number>;
}

/** Values that fixtures/vocabulary.py computed with numpy and scipy. */
export const fixture: VocabularyFixture = JSON.parse(
  Deno.readTextFileSync(new URL("./fixtures/vocabulary.json", import.meta.url)),
);
