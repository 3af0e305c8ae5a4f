import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { ablationFigure } from "../../lib/figures/ablation.ts";
import { correctionStepsFigure } from "../../lib/figures/correction_steps.ts";
import { errorByActionFigure } from "../../lib/figures/error_by_action.ts";
import { errorByJointFigure } from "../../lib/figures/error_by_joint.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import { errorOverTimeFigure } from "../../lib/figures/error_over_time.ts";
import { relationsFigure } from "../../lib/figures/relations.ts";
import { verdict } from "../../lib/figures/tables.ts";
import { change, mm } from "../../lib/figures/tables.ts";
import { THEME } from "../../lib/figures/theme.ts";
import { ABLATION, ACTIONS, JOINTS, RELATIONS, STEPS } from "./fixtures/tables.ts";

const texts = ({ layout }: Figure) =>
  (layout.annotations as { text: string }[]).map(({ text }) => text);

Deno.test("published figures stand on an axis of their own, hollow, grey and without intervals", () => {
  for (const figure of [ablationFigure(ABLATION), relationsFigure(RELATIONS)]) {
    const [measured, published] = figure.data;
    assert(measured.xaxis !== published.xaxis);
    assert("error_x" in measured && !("error_x" in published));
    const { symbol, color } = published.marker as { symbol: string; color: string };
    assertEquals([symbol, color], ["diamond-open", THEME.published]);
    assert(!Object.values(THEME.rows).includes(color));
    for (const text of ["embedded benchmark", "on Human3.6M"]) assert(texts(figure).includes(text));
  }
});

Deno.test("an interval reaches from its low to its high end", () => {
  const { data } = ablationFigure(ABLATION);
  const { x, error_x } = data[0] as { x: number[]; error_x: Record<string, number[]> };
  assertEquals(x.map((value, i) => value + error_x.array[i]), ABLATION.map((row) => row.ci_high));
  const low = x.map((value, i) => Number((value - error_x.arrayminus[i]).toFixed(9)));
  assertEquals(low, ABLATION.map((row) => row.ci_low));
});

Deno.test("a row that the paper lacks has no mark among the published ones", () => {
  const rows = [...ABLATION, { ...ABLATION[0], row: "mean pose", published_mm: null }];
  const [measured, published] = ablationFigure(rows).data as { y: string[] }[];
  assertEquals(measured.y.length, 5);
  assertEquals(published.y.includes("mean pose"), false);
});

Deno.test("a row without a result keeps its place and says so", () => {
  const none = { row: "w/o external", measured_mm: null, ci_low: null, ci_high: null };
  const figure = ablationFigure([ABLATION[0], { ...none, published_mm: 111.3 }, ABLATION[1]]);
  const [measured, published, missing] = figure.data as { y: string[]; text: string[] }[];
  assertEquals([measured.y.length, published.y.includes("w/o external")], [2, true]);
  assertEquals([missing.y, missing.text], [["w/o external"], ["missing"]]);
  const { categoryarray } = figure.layout.yaxis as { categoryarray: string[] };
  assertEquals(categoryarray[1], "w/o external");
  assert(figure.description.includes("w/o external missing"));
});

Deno.test("a difference that would press all others together is an arrow at the axis's end", () => {
  const far = { difference_mm: -55, ci_low: -60, ci_high: -50, published_difference_mm: -48 };
  const figure = relationsFigure([...RELATIONS, { row: "ours", than: "w/o external", ...far }]);
  const [low, high] = (figure.layout.xaxis as { range: number[] }).range;
  const within = relationsFigure(RELATIONS).layout.xaxis as { range: number[] };
  assertEquals([low, high], within.range);
  const arrow = figure.data.at(-1) as { x: number[]; text: string[]; marker: { symbol: string } };
  assert(low < arrow.x[0] && arrow.x[0] < low + 0.1 * (high - low), `${arrow.x[0]}`);
  assertEquals([arrow.text[0], arrow.marker.symbol], [change(-55), "triangle-left"]);
  assert(figure.description.includes("w/o external"));
});

Deno.test("actions go from the hardest down, joints from head to feet without the root", () => {
  const actions = errorByActionFigure(ACTIONS);
  const before = actions.data[1].x as number[];
  assertEquals(before, before.toSorted((a, b) => b - a));
  const names = (errorByJointFigure(JOINTS).layout.yaxis as { ticktext: string[] }).ticktext;
  const plain = names.map((name) => name.replace(/<.*?>/g, ""));
  assertEquals([plain[0], plain.at(-2), plain.at(-1)], ["Head", "LFoot", "RFoot"]);
  assertEquals([plain.length, plain.includes("Hip")], [16, false]);
  assert(names[plain.indexOf("LKnee")].includes(THEME.sides.left));
});

Deno.test("an action without one of its rows is a user error that names it", () => {
  const broken = ACTIONS.filter((row) => !(row.action === "Eating" && row.row === "ours"));
  assertThrows(() => errorByActionFigure(broken), UserError, "No 'ours' figure for Eating");
});

Deno.test("the error after the steps that the method takes is written at its mark", () => {
  for (const taken of [1, 2]) {
    const { data } = correctionStepsFigure(STEPS, taken);
    const written = data.map(({ text }) => (text as string[]).filter(Boolean));
    const expected = ["predicted", "truth"].map((target) => {
      const row = STEPS.find((row) => row.target === target && row.steps === taken)!;
      return [mm(row.measured_mm)];
    });
    assertEquals(written, expected);
  }
});

Deno.test("figures are written with true minus signs, and zero without a sign", () => {
  assertEquals([-4.51, -0.04, 0.04, 3].map(mm), ["−4.5", "0.0", "0.0", "3.0"]);
  assertEquals([-4.51, -0.04, 0.04, 3].map(change), ["−4.5", "0.0", "0.0", "+3.0"]);
});

Deno.test("error over time has a line a row, in the row's colour", () => {
  const rows = ["ours", "w/ single frame"].flatMap((row) =>
    [2, 0, 1].map((seconds) => ({ row, seconds, measured_mm: 100 + seconds }))
  );
  const { data } = errorOverTimeFigure(rows);
  const lines = data as { name: string; x: number[]; y: number[]; line: { color: string } }[];
  assertEquals(lines.map(({ name }) => name), ["ours", "w/ single frame"]);
  assertEquals([lines[0].x, lines[0].y], [[0, 1, 2], [100, 101, 102]]);
  assertEquals(
    lines.map(({ line }) => line.color),
    Object.keys(THEME.rows)
      .filter((row) => rows.some((line) => line.row === row)).map((row) => THEME.rows[row]),
  );
});

Deno.test("a relation holds, is reversed, is open or is missing", () => {
  const pair = { row: "ours", than: "w/o external", published_difference_mm: -47.6 };
  const between = (ci_low: number | null, ci_high: number | null) =>
    verdict({ ...pair, ci_low, ci_high, difference_mm: ci_low });
  assertEquals(between(-2, -1), "as in the paper");
  assertEquals(between(1, 2), "the reverse of the paper");
  assertEquals(between(-1, 1), "not decided: the interval holds zero");
  assertEquals(between(null, null), "missing: no result yet");
});
