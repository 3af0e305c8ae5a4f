import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { skeletonSvg, type SkeletonSvgOptions } from "../../lib/figures/skeleton_svg.ts";
import { THEME } from "../../lib/figures/theme.ts";
import { H36M_17, jointIndex, RELEASED_16 } from "../../lib/skeleton.ts";
import { disturbed, WALKER, WALKER_2D } from "./fixtures/poses.ts";

const nose = jointIndex(H36M_17, "Neck/Nose");
const RELEASED = WALKER.filter((_, i) => Math.floor(i / 3) !== nose);
const three = [disturbed(60, 1), disturbed(30, 1), WALKER];
const PLOTS: Record<string, [Float32Array[], SkeletonSvgOptions]> = {
  pose_2d: [[WALKER_2D], { size: 160 }],
  poses_3d: [three, { titles: ["intermediate", "corrected", "truth"] }],
  released_16: [[RELEASED], { skeleton: RELEASED_16, titles: ["16 joints & <fewer>"] }],
};

// Look at what changed, then: UPDATE_SNAPSHOTS=1 deno test -P tests/figures/skeleton_svg_test.ts
for (const [name, [poses, options]] of Object.entries(PLOTS)) {
  Deno.test(`skeleton drawing ${name} is as it was`, () => {
    const path = new URL(`output/${name}.svg`, import.meta.url);
    const svg = skeletonSvg(poses, options);
    if (Deno.env.get("UPDATE_SNAPSHOTS")) {
      Deno.mkdirSync(new URL("output", import.meta.url), { recursive: true });
      Deno.writeTextFileSync(path, svg);
    }
    assertEquals(svg, Deno.readTextFileSync(path));
  });
}

Deno.test("left is red, right is green, and the head is on top", () => {
  const svg = skeletonSvg([WALKER_2D], { size: 1000 });
  const circle = (joint: string) => {
    const at = jointIndex(H36M_17, joint);
    const [x, y] = [0, 1].map((axis) => Number((1000 * WALKER_2D[2 * at + axis]).toFixed(1)));
    return `<circle r="1.8" cx="${x}" cy="${y}"/>`;
  };
  const groups = new Map([...svg.matchAll(/<g fill="(.*?)">(.*?)<\/g>/g)].map((m) => [m[1], m[2]]));
  assert(groups.get(THEME.sides.left)!.includes(circle("LWrist")));
  assert(groups.get(THEME.sides.right)!.includes(circle("RKnee")));
  assert(groups.get(THEME.sides.centre)!.includes(circle("Head")));

  const paper = [...skeletonSvg([WALKER], { size: 1000 }).matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)]
    .map((match) => Number(match[2]));
  const centre = H36M_17.joints.filter((_, i) => H36M_17.sides[i] === "centre");
  assert(paper[centre.indexOf("Head")] < paper[centre.indexOf("Hip")]);
});

Deno.test("poses side by side have one scale", () => {
  const half = WALKER.map((value) => value / 2);
  const [big, small] = skeletonSvg([WALKER, half], { size: 1000 }).split('<g transform="').slice(1)
    .map((cell) => [...cell.matchAll(/cy="([\d.]+)"/g)].map((match) => Number(match[1]) - 500));
  for (const [i, y] of small.entries()) assertAlmostEquals(y, big[i] / 2, 0.11);
});

Deno.test("a pose with other joints is a user error that names its length", () => {
  assertThrows(() => skeletonSvg([new Float32Array(48)]), UserError, "A pose of 48 numbers");
  assertThrows(() => skeletonSvg([]), UserError, "at least one");
});
