import { assert, assertEquals } from "@std/assert";
import { h36mJoints } from "../../lib/data/mpii/people.ts";
import { jointSetsFigure } from "../../lib/figures/joint_sets.ts";
import { THEME } from "../../lib/figures/theme.ts";
import { h36mPose, jointSet, jointSetOf } from "../../lib/joint_set.ts";
import { H36M_17, HUMANEVA_15 } from "../../lib/skeleton.ts";

const { data, layout, description } = jointSetsFigure();

Deno.test("the joint sets' strokes and words are those that were looked at and found right", () => {
  const strokes = data.map(({ mode, line, marker, x, y, text = [] }) => {
    const { color } = (line ?? marker) as { color: string };
    const points = (x as (number | null)[]).map((value, i) =>
      value === null ? "" : `${value},${(y as number[])[i]}${(text as string[])[i] ? ":" : ""}` +
        ((text as string[])[i] ?? "")
    );
    return `${mode} ${color} ${points.join(" ")}`;
  });
  const path = new URL("fixtures/joint_sets.txt", import.meta.url);
  const written = [...strokes, ...description.split(". ")].join("\n") + "\n";
  if (Deno.env.get("UPDATE_SNAPSHOTS")) Deno.writeTextFileSync(path, written);
  assertEquals(written, Deno.readTextFileSync(path));
});

Deno.test("what the figure says of MPII is what its people are converted by", () => {
  const joints = Float32Array.from({ length: 32 }, (_, i) => i * i);
  const { points, visible } = h36mJoints({ joints, annotated: new Uint8Array(16).fill(1) });
  const words = /MPII-16: (.*?)(?:\. |$)/.exec(description)![1].split(", ");
  const at = (joint: number) => [...joints.subarray(2 * joint, 2 * joint + 2)];
  for (const word of words) {
    const between = /^between (\d+) and (\d+) is (\d+)$/.exec(word)?.slice(1).map(Number);
    const [own, h36m] = between ? [between[0], between[2]] : word.match(/\d+/g)!.map(Number);
    const expected = between ? at(own).map((value, c) => (value + at(between[1])[c]) / 2) : at(own);
    assertEquals([...points.subarray(2 * h36m, 2 * h36m + 2)], expected, word);
  }
  assertEquals(words.length, visible.reduce((sum, value) => sum + value));
});

Deno.test("left is red and right of the middle, as the person faces us", () => {
  const wrists = jointSet("wrists", ["RWrist", "Hip", "LWrist"], []);
  const [centre, right, left] = jointSetsFigure([wrists]).data.slice(3) as {
    x: number[];
    marker: { color: string };
  }[];
  assert(right.x[0] < centre.x[0] && centre.x[0] < left.x[0]);
  const colours = [right, left].map(({ marker }) => marker.color);
  assertEquals(colours, [THEME.sides.right, THEME.sides.left]);
});

Deno.test("joints that a set cannot tell are named, and other sets can be drawn", () => {
  assert(description.includes("14 Head is 10, no joint is 7, 9"));
  const arms = jointSet("arms", ["LElbow", "LWrist"], [["LElbow", "LWrist"]]);
  const figure = jointSetsFigure([jointSetOf(HUMANEVA_15), arms]);
  assert(figure.description.includes("arms: 0 LElbow is 12, 1 LWrist is 13, no joint is 0, 1,"));
  assertEquals(figure.layout.width, layout.width);
  const { visible } = h36mPose(arms, new Float32Array(4));
  assertEquals(H36M_17.joints.filter((_, joint) => visible[joint]), ["LElbow", "LWrist"]);
});
