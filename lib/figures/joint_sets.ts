import { KTH_14 } from "../data/kth/joints.ts";
import { MPII_16 } from "../data/mpii/joints.ts";
import { type JointSet, jointSetOf } from "../joint_set.ts";
import { H36M_17, HUMANEVA_15, RELEASED_16, type Side } from "../skeleton.ts";
import type { Figure, Trace } from "./figure.ts";
import { baseLayout, note, px, THEME } from "./theme.ts";

/** The joint sets of the data sets that can be read. */
const ALL = [...[H36M_17, RELEASED_16, HUMANEVA_15].map(jointSetOf), MPII_16, KTH_14];

/** H36M-17 of a made-up person who faces us, so that left is on the right: [17, 2], y down. */
const BODY: readonly (readonly [number, number])[] = [
  ...[[0, 0.92], [-0.2, 0.98], [-0.25, 1.4], [-0.3, 1.82]] as const, // hip and right leg
  ...[[0.2, 0.98], [0.25, 1.4], [0.3, 1.82]] as const, // left leg
  ...[[0, 0.66], [0, 0.44], [0, 0.18], [0, 0]] as const, // spine, thorax, neck, head
  ...[[0.27, 0.5], [0.43, 0.8], [0.56, 1.1]] as const, // left arm
  ...[[-0.27, 0.5], [-0.43, 0.8], [-0.56, 1.1]] as const, // right arm
];

/** Half the height of the body. */
const MIDDLE = 0.9;

/** Lengths in pt, `second` from a panel's left edge; a panel shows `wide` by `tall` of the body's units. */
const SIZE = { title: 14, body: 128, gap: 4, line: 9.4, wide: 1.6, tall: 2, second: 92 };

const SIDES: readonly Side[] = ["centre", "right", "left"];

/** Where the numbers of limbs stand: away from the body. */
const OUTWARDS = { left: "middle right", right: "middle left" } as const;

/** Where the number of a joint in the middle stands: off the lines to shoulders and hips. */
function besideCentre(h36m: number): string {
  return ["Hip", "Thorax"].includes(H36M_17.joints[h36m]) ? "top left" : "middle left";
}

/** A set with the middle of its panel, pt from the left. */
interface Place {
  readonly set: JointSet;
  readonly middle: number;
}

/** Bones and numbered joints, one trace a side for each; in pt from the upper left of the plot. */
function bodyTraces(places: readonly Place[], unit: number): Trace[] {
  const at = ({ set, middle }: Place, joint: number) => {
    const [x, y] = BODY[set.h36m[joint]];
    return [middle + unit * x, SIZE.body / 2 + unit * (y - MIDDLE)].map((pt) =>
      Number(pt.toFixed(2))
    );
  };
  const xy = (points: readonly (readonly (number | null)[])[]) => ({
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    hoverinfo: "skip",
  });
  const bones = SIDES.map((side): Trace => ({
    ...xy(places.flatMap((place) =>
      place.set.bones.filter((bone) => bone.side === side)
        .flatMap(({ parent, child }) => [at(place, parent), at(place, child), [null, null]])
    )),
    mode: "lines",
    line: { color: THEME.sides[side], width: 2.2 },
  }));
  const joints = SIDES.map((side): Trace => {
    const own = places.flatMap((place) =>
      [...place.set.h36m.entries()].filter(([, h36m]) => H36M_17.sides[h36m] === side)
        .map(([joint, h36m]) => ({ joint, h36m, point: at(place, joint) }))
    );
    return {
      ...xy(own.map(({ point }) => point)),
      mode: "markers+text",
      text: own.map(({ joint }) => String(joint)),
      textposition: side === "centre" ? own.map(({ h36m }) => besideCentre(h36m)) : OUTWARDS[side],
      textfont: { size: px(THEME.smallFontSize), color: THEME.sides[side] },
      marker: { size: px(3.4), color: THEME.sides[side] },
    };
  });
  return [...bones, ...joints];
}

/** A line below a set. */
interface Line {
  /** The joint, by its number and name. */
  readonly own: string;
  /** What it is in H36M-17; empty in H36M-17 itself. */
  readonly h36m: string;
  readonly side: Side;
}

/** What each joint of a set is in H36M-17, which joints lie between two of them, and which it lacks. */
function linesOf(set: JointSet): Line[] {
  const sideOf = (joint: number) => H36M_17.sides[joint];
  const told = new Set([...set.h36m, ...set.middles.map(({ joint }) => joint)]);
  const lacking = [...H36M_17.joints.keys()].filter((joint) => !told.has(joint));
  const same = set.name === H36M_17.name;
  return [
    ...set.joints.map((joint, own): Line => {
      const h36m = set.h36m[own];
      return { own: `${own} ${joint}`, h36m: same ? "" : String(h36m), side: sideOf(h36m) };
    }),
    ...set.middles.map(({ joint, of }): Line => (
      { own: `between ${of.join(" and ")}`, h36m: String(joint), side: sideOf(joint) }
    )),
    ...lacking.length === 0
      ? []
      : [{ own: "no joint", h36m: lacking.join(", "), side: "centre" as const }],
  ];
}

/**
 * The joint sets of the data sets beside each other, on one made-up body that faces us: every joint with
 * its number, below it its name and the number of the joint of H36M-17 that it gives. Left red, right
 * green, as everywhere. The body is H36M-17's in all panels: in truth a joint of the same name lies some
 * centimetres elsewhere in another data set. Two columns wide.
 *
 * @param sets by default H36M-17, released-16, HumanEva-15, MPII-16 and KTH-14
 *
 * @example
 * ```ts
 * import { jointSetsFigure } from "posemachine";
 * import { assert } from "@std/assert";
 * const { description } = jointSetsFigure();
 * assert(description.includes("KTH-14: 0 RAnkle is 3, 1 RKnee is 2"));
 * ```
 */
export function jointSetsFigure(sets: readonly JointSet[] = ALL): Figure {
  const width = THEME.columnWidth.two;
  const panel = (width - SIZE.gap * (sets.length - 1)) / sets.length;
  const texts = sets.map(linesOf);
  const list = SIZE.line * (1 + Math.max(...texts.map((lines) => lines.length))) + 2 * SIZE.gap;
  const lefts = sets.map((_, i) => i * (panel + SIZE.gap));
  const annotations = sets.flatMap(({ name }, i) => {
    const left = lefts[i] / width;
    const column = (key: "own" | "h36m", title: string, more: Record<string, unknown>) => {
      const lines = texts[i].map((line) =>
        `<span style="color:${THEME.sides[line.side]}">${line[key]}</span>`
      );
      return note([title, ...lines].join("<br>"), left, 0, {
        ...{ yanchor: "top", ...more },
        font: { size: px(THEME.smallFontSize), color: THEME.muted },
      });
    };
    const second = texts[i].some(({ h36m }) => h36m !== "");
    return [
      note(name, left + panel / width / 2, 1, {
        ...{ xanchor: "center", yanchor: "bottom", font: { size: px(THEME.fontSize) } },
      }),
      column("own", "joint", { xanchor: "left", align: "left", xshift: px(SIZE.gap) }),
      ...second
        ? [column("h36m", "H36M-17", { xanchor: "right", align: "right", xshift: px(SIZE.second) })]
        : [],
    ];
  });
  const words = sets.map(({ name }, i) => {
    const lines = texts[i].map(({ own, h36m }) => h36m === "" ? own : `${own} is ${h36m}`);
    return `${name}: ${lines.join(", ")}`;
  });
  const places = sets.map((set, i) => ({ set, middle: lefts[i] + panel / 2 }));
  const bare = { visible: false, fixedrange: true };
  return {
    data: bodyTraces(places, Math.min(panel / SIZE.wide, SIZE.body / SIZE.tall)),
    layout: baseLayout("two", SIZE.title + SIZE.body + list, {
      xaxis: { ...bare, range: [0, width] },
      yaxis: { ...bare, range: [SIZE.body, 0] },
      annotations,
      margin: { l: 0, r: 0, t: px(SIZE.title), b: px(list) },
    }),
    description: `Joint sets, and the joint of H36M-17 that each joint gives. ${words.join(". ")}`,
  };
}
