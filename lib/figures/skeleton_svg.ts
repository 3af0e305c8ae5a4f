import { UserError } from "../errors.ts";
import { bones, H36M_17, type Skeleton } from "../skeleton.ts";
import { drawn } from "./pose_view.ts";
import { px, THEME } from "./theme.ts";

/** How skeletons are drawn; every default is here. */
export interface SkeletonSvgOptions {
  /** Whose joints the poses have. */
  readonly skeleton?: Skeleton;
  /** Side of the square that each pose gets, px. */
  readonly size?: number;
  /** Stands above each pose, as many as there are poses. */
  readonly titles?: readonly string[];
}

/** Space around a pose, as a share of the square, and line widths, px. */
const SIZE = { pad: 0.06, bone: 2.2, joint: 1.8, title: 16 };

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const short = (value: number) => String(Number(value.toFixed(1)));

/**
 * Poses side by side as a small SVG, without a browser: red left, green right, all in one scale. The same
 * poses give the same text, so that a change to a drawing is seen in a diff.
 *
 * @param poses each [K, 3], mm, camera axes, drawn turned and seen a little from above; or [K, 2], in
 * [0,1] of a crop, drawn where the joints are on it
 * @throws {UserError} when there is no pose, or one has neither 2 nor 3 numbers a joint
 *
 * @example
 * ```ts
 * import { skeletonSvg } from "posemachine";
 * import { assert } from "@std/assert";
 * const svg = skeletonSvg([new Float32Array(34).fill(0.5)], { size: 100 });
 * assert(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"'));
 * ```
 */
export function skeletonSvg(
  poses: readonly Float32Array[],
  { skeleton = H36M_17, size = 120, titles = [] }: SkeletonSvgOptions = {},
): string {
  const joints = skeleton.joints.length;
  const wrong = poses.find((pose) => pose.length !== 2 * joints && pose.length !== 3 * joints);
  if (wrong || poses.length === 0) {
    throw new UserError(
      wrong
        ? `A pose of ${wrong.length} numbers: ${skeleton.name} has ${joints} joints, ` +
          `so ${2 * joints} (2D) or ${3 * joints} (3D) are expected`
        : "No poses to draw: give at least one",
    );
  }
  const head = titles.length ? SIZE.title : 0;
  const places = onPaper(poses, joints);
  const cells = places.map((pose, index) => {
    const at = (joint: number, axis: 0 | 1) => short(size * pose[2 * joint + axis]);
    const limbs = (["centre", "right", "left"] as const).map((side) => {
      const path = bones(skeleton).filter((bone) => bone.side === side)
        .map(({ parent, child }) =>
          `M${at(parent, 0)} ${at(parent, 1)}L${at(child, 0)} ${at(child, 1)}`
        );
      const dots = skeleton.sides.flatMap((of, joint) =>
        of === side ? [`<circle cx="${at(joint, 0)}" cy="${at(joint, 1)}"/>`] : []
      );
      const colour = THEME.sides[side];
      return `<path d="${path.join("")}" fill="none" stroke="${colour}"/>` +
        `<g fill="${colour}">${
          dots.join("").replaceAll("<circle", `<circle r="${SIZE.joint}"`)
        }</g>`;
    });
    const title = titles[index] === undefined
      ? ""
      : `<text x="${size / 2}" y="-5">${escapeXml(titles[index])}</text>`;
    return `<g transform="translate(${index * size} ${head})">${title}${limbs.join("\n")}</g>`;
  });
  const [width, height] = [size * poses.length, size + head];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${THEME.fontFamily}" ` +
    `font-size="${px(THEME.fontSize)}" text-anchor="middle" stroke-width="${SIZE.bone}" ` +
    `stroke-linecap="round">\n` +
    `<rect width="${width}" height="${height}" fill="${THEME.background}"/>\n` +
    `${cells.join("\n")}\n</svg>\n`;
}

/** Joints [K, 2] in [0,1] of the square: 2D poses as they are, 3D poses all in one scale. */
function onPaper(poses: readonly Float32Array[], joints: number): Float32Array[] {
  const flat = poses.map((pose) => pose.length === 3 * joints ? drawn(pose) : null);
  const reach = flat.flatMap((pose) => [...pose ?? []])
    .reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const scale = (0.5 - SIZE.pad) / reach;
  return poses.map((pose, index) => flat[index]?.map((value) => 0.5 + scale * value) ?? pose);
}
