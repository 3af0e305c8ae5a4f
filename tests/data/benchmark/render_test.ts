import { assert, assertEquals } from "@std/assert";
import { createRng, project, squareCrop, toCrop, worldToCamera } from "posemachine";
import { articulate, mirrored, randomBody } from "../../../lib/data/benchmark/body.ts";
import { facing } from "../../../lib/data/benchmark/facing.ts";
import { createCanvas, renderScene } from "../../../lib/data/benchmark/render.ts";
import { fixedCamera } from "../../../lib/data/benchmark/viewpoint.ts";
import { rotate } from "../../../lib/data/rotation.ts";

const SIZE = 96;
const canvas = createCanvas(SIZE);
const body = randomBody(createRng("body"), 1, 0);
const [white, red, blue, green] = [[255, 255, 255], [255, 0, 0], [0, 0, 255], [0, 255, 0]];

/**
 * An upright figure that faces camera 0, or a point `turns` quarter turns further; the right arm
 * raised by `raise` radians.
 */
function draw(turns: number, raise = 0) {
  const angles = new Float64Array(51);
  angles[1] = Math.PI / 4 + turns * Math.PI / 2;
  angles[14 * 3] = -raise;
  [angles[11 * 3 + 2], angles[14 * 3 + 2]] = raise ? [0, 0] : [0.5, -0.5]; // arms off the body
  const pose = articulate(body, angles);
  const { face, toes } = facing(pose);
  const camera = fixedCamera(0);
  const joints = worldToCamera(camera, Float32Array.from(pose));
  const points = project(camera, joints);
  const crop = squareCrop(points, 1.3);
  const lookAt = new Float64Array(3);
  rotate(camera.rotation, face[0], face[1], face[2], lookAt, 0);
  const image = new Uint8ClampedArray(SIZE * SIZE * 3);
  renderScene(canvas, camera, crop, {
    joints,
    face: lookAt,
    toes: worldToCamera(camera, Float32Array.from(toes)),
    clothes: {
      ...{ trousers: white, shin: white, shirt: white, upperArm: white },
      ...{ skin: red, hair: blue, forearm: green, shoes: blue },
    },
    light: [0, 0, 1],
    backdrop: { cells: 2, grid: new Float32Array(12) },
    occluders: [],
    noiseOffset: 0,
  }, image);
  const pose2d = toCrop(crop, points);
  const at = (x: number, y: number) => {
    const pixel = Math.floor(y * SIZE) * SIZE + Math.floor(x * SIZE);
    return image.subarray(pixel * 3, pixel * 3 + 3);
  };
  return { pose2d, joint: (j: number) => at(pose2d[2 * j], pose2d[2 * j + 1]), at };
}

const brightest = (rgb: Uint8ClampedArray) =>
  rgb.every((value) => value < 60) ? "dark" : rgb.every((value) => value > 100) ? "white" : [
    "red",
    "green",
    "blue",
  ][rgb.indexOf(Math.max(...rgb))];

Deno.test("each joint of the 2D pose lies on the figure, and the corners do not", () => {
  const { joint, at } = draw(0);
  const colours = Array.from({ length: 17 }, (_, j) => brightest(joint(j)));
  assert(colours.every((colour) => colour !== "dark"), colours.join(" "));
  assertEquals([13, 16].map((wrist) => colours[wrist]), ["green", "green"]);
  for (const [x, y] of [[0.05, 0.05], [0.95, 0.05], [0.05, 0.9], [0.95, 0.9]]) {
    assertEquals(brightest(at(x, y)), "dark");
  }
});

Deno.test("the face shows from the front, the hair from behind", () => {
  assertEquals(brightest(draw(0).joint(10)), "red");
  assertEquals(brightest(draw(2).joint(10)), "blue");
});

Deno.test("what is nearer hides what is farther", () => {
  // An arm stretched forward ends before the chest when seen from the front.
  const front = draw(0, Math.PI / 2), behind = draw(2, Math.PI / 2);
  assertEquals(brightest(front.joint(16)), "green");
  assertEquals(brightest(behind.joint(16)), "white");
});

Deno.test("who faces the camera has the left hand on the right of the picture", () => {
  const { pose2d } = draw(0), back = draw(2).pose2d;
  assert(pose2d[26] > pose2d[32] && back[26] < back[32]);
});

Deno.test("a mirrored upright figure is the same figure; twice mirrored is any pose itself", () => {
  const upright = articulate(body, new Float64Array(51));
  mirrored(upright).forEach((value, i) => assert(Math.abs(value - upright[i]) < 1e-9));
  const rng = createRng("mirror");
  const pose = articulate(body, Float64Array.from({ length: 51 }, () => rng.normal()));
  assertEquals(mirrored(mirrored(pose)), pose);
  assert(mirrored(pose)[39] === -pose[48], "the left wrist is where the right one was");
});

Deno.test("feet point forward", () => {
  const { face, toes } = facing(articulate(body, new Float64Array(51)));
  assert(face[2] > 0.9, "an unturned figure looks along +Z");
  assert(toes[2] > 100 && toes[5] > 100 && toes[0] < 0 && toes[3] > 0);
});
