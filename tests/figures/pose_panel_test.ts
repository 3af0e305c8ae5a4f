import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { UserError } from "../../lib/errors.ts";
import { picturePng } from "../../lib/figures/picture_png.ts";
import { posePanelFigure } from "../../lib/figures/pose_panel.ts";
import { drawn, viewOf } from "../../lib/figures/pose_view.ts";
import { THEME } from "../../lib/figures/theme.ts";
import { PANEL } from "./fixtures/poses.ts";
import { H36M_17, jointIndex } from "../../lib/skeleton.ts";

const row = (name: string, poses: Record<string, Float32Array>) => ({
  name,
  picture: "data:image/png;base64,AA==",
  pose2d: Float32Array.from({ length: 34 }, (_, i) => i / 34),
  poses,
  truth: Float32Array.from({ length: 51 }, (_, i) => i),
});

Deno.test("a pose is drawn turned and tilted, its root in the middle", () => {
  const paper = drawn(Float32Array.of(100, 200, 300, 200, 200, 300, 100, 300, 300, 100, 200, 400));
  assertEquals([...paper.slice(0, 2)], [0, 0]);
  assertAlmostEquals(paper[2], 100 * Math.cos(40 * Math.PI / 180), 1e-3); // to the right
  assertAlmostEquals(paper[5], 100 * Math.cos(12 * Math.PI / 180), 1e-3); // down
  assert(paper[7] < 0); // what lies further away is drawn higher, as seen from above
});

Deno.test("from where the camera stood a pose is as in the picture, from its side depth is seen", () => {
  const pose = Float32Array.of(0, 0, 0, 100, 200, 300);
  assertEquals([...drawn(pose, { turn: 0, tilt: 0 }).slice(2)], [100, 200]);
  const [x, y] = drawn(pose, { turn: 90, tilt: 0 }).slice(2);
  assertAlmostEquals(x, 300, 1e-3);
  assertEquals(y, 200);
});

Deno.test("a panel without truths has none, and each pose the view that is asked for", () => {
  const pose = Float32Array.from({ length: 51 }, (_, i) => i % 3 === 2 ? 7 * i : -i);
  const { truth: _, ...bare } = row("a", { seen: pose, side: pose });
  const views = { seen: { turn: 0, tilt: 0 }, side: { turn: 90, tilt: 0 } };
  const { data } = posePanelFigure([bare], { views });
  assertEquals(data.length, 3 * (2 + 2));
  const x = (axis: string) =>
    data.filter(({ xaxis }) => xaxis === axis).flatMap((trace) => trace.x as (number | null)[])
      .filter((value) => value !== null);
  assert(x("x2").every((value) => value <= 0) && x("x3").every((value) => value >= 0));
});

Deno.test("every pose fits its square, in one scale, with room for its figure below", () => {
  const poses = PANEL.flatMap(({ poses }) => Object.values(poses)).map((pose) => drawn(pose));
  const [[left, right], [bottom, top]] = viewOf(poses, 0.1);
  assertAlmostEquals(right - left, bottom - top, 1e-9);
  assertAlmostEquals(left, -right, 1e-9);
  for (const pose of poses) {
    pose.forEach((value, i) =>
      i % 2 === 0
        ? assert(left < value && value < right)
        : assert(top < value && value < bottom - 0.1 * (bottom - top))
    );
  }
});

Deno.test("each frame has its picture, its 2D pose, and its 3D poses over the true one", () => {
  const pose = new Float32Array(51);
  const figure = posePanelFigure([
    row("a", { before: pose, after: pose }),
    row("b", {
      before: pose,
      after: pose,
    }),
  ]);
  const { layout, data } = figure;
  assertEquals((layout.images as unknown[]).length, 2);
  // Three sides: of the 2D pose and its white rim, of two truths and two poses.
  assertEquals(data.length, 2 * 3 * (2 + 2 * 2));
  const cells = new Set(data.map((trace) => trace.xaxis));
  assertEquals(cells.size, 6);
  const left = data.find(({ line, xaxis }) =>
    xaxis === "x1" && (line as { color: string }).color === THEME.sides.left
  )!;
  const [hip, knee] = ["Hip", "LHip"].map((joint) => jointIndex(H36M_17, joint));
  assertEquals((left.x as number[]).slice(0, 2), [2 * hip / 34, Math.fround(2 * knee / 34)]);
  const down = (layout.yaxis1 as { range: number[] }).range;
  assertEquals(down, [1, 0]); // y grows downwards, as in the picture
});

Deno.test("the panel's strokes are those that were looked at and found right", () => {
  const { data } = posePanelFigure([PANEL[0]]);
  const lines = data.map(({ xaxis, line, x, y }) => {
    const points = (x as (number | null)[]).map((value, i) =>
      value === null ? "" : [value, (y as number[])[i]].map((c) => c.toFixed(2)).join(",")
    );
    return `${xaxis} ${(line as { color: string }).color} ${points.join(" ")}`;
  });
  const path = new URL("fixtures/panel_strokes.txt", import.meta.url);
  const text = lines.join("\n") + "\n";
  if (Deno.env.get("UPDATE_SNAPSHOTS")) Deno.writeTextFileSync(path, text);
  assertEquals(text, Deno.readTextFileSync(path));
});

Deno.test("errors stand below their poses, the caption below the figure", () => {
  const notes = { intermediate: "98.0 mm" };
  const pose = new Float32Array(51);
  const rows = [{ ...row("a", { intermediate: pose, corrected: pose }), notes }];
  const caption = "These frames were chosen by a rule. ".repeat(6).trim();
  const { layout } = posePanelFigure(rows, { caption });
  const texts = (layout.annotations as { text: string }[]).map(({ text }) => text);
  assertEquals(texts.filter((text) => text.endsWith(" mm")), ["98.0 mm"]);
  assertEquals(texts.at(-1)!.replaceAll("<br>", " "), caption);
  assert(texts.at(-1)!.includes("<br>"));
  assert(layout.height > posePanelFigure(rows).layout.height);
});

Deno.test("rows that do not fit together are a user error", () => {
  assertThrows(() => posePanelFigure([]), UserError, "at least one frame");
  const pose = new Float32Array(51);
  const rows = [row("a", { before: pose }), row("b", { after: pose })];
  assertThrows(() => posePanelFigure(rows), UserError, "'b' has the poses after");
});

Deno.test("a picture becomes a PNG of the same pixels", async () => {
  const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9);
  const uri = await picturePng(rgb, 1);
  const png = Buffer.from(uri.split(",")[1], "base64");
  assertEquals([...await sharp(png).removeAlpha().raw().toBuffer()], [...rgb]);
});
