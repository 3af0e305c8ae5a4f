import { z } from "zod";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import type { Panel, PanelFrame } from "./panel.ts";

const poses = z.array(z.number()).transform((values) => Float32Array.from(values));
const FRAME = z.strictObject({
  title: z.string(),
  /** RGB bytes, base64. */
  picture: z.base64().transform((text) => Uint8Array.fromBase64(text)),
  pose2d: poses,
  intermediate: poses,
  corrected: poses,
  truth: poses,
  intermediate_mm: z.number(),
  regressed_mm: z.number(),
  corrected_mm: z.number(),
}).refine(fits, "poses and picture do not fit together");
const PANEL = z.strictObject({
  dataset: z.string(),
  rule: z.string(),
  frames: z.array(FRAME).min(1),
});

/** Whether all poses have the same joints, and the picture is a square. */
function fits({ pose2d, picture, ...frame }: PanelFrame): boolean {
  const joints = pose2d.length / 2;
  return Number.isInteger(Math.sqrt(picture.length / 3)) &&
    [frame.intermediate, frame.corrected, frame.truth].every(({ length }) => length === 3 * joints);
}

/**
 * Text of `panel.json`: what `panelFrames` chose, pictures as base64 of their RGB bytes, poses rounded to
 * 0.01 mm and 1e-5 of the crop. The same panel gives the same text.
 *
 * @example
 * ```ts
 * import { panelJson } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const panel = JSON.parse(panelJson({ dataset: "a frame", rule: "the first", frames: [] }));
 * assertEquals(panel, { dataset: "a frame", rule: "the first", frames: [] });
 * ```
 */
export function panelJson({ dataset, rule, frames }: Panel): string {
  const rounded = (values: Iterable<number>, digits: number) =>
    Array.from(values, (value) => Number(value.toFixed(digits)));
  const lines = frames.map((frame) => ({
    title: frame.title,
    picture: frame.picture.toBase64(),
    pose2d: rounded(frame.pose2d, 5),
    intermediate: rounded(frame.intermediate, 2),
    corrected: rounded(frame.corrected, 2),
    truth: rounded(frame.truth, 2),
    intermediate_mm: rounded([frame.intermediate_mm], 2)[0],
    regressed_mm: rounded([frame.regressed_mm], 2)[0],
    corrected_mm: rounded([frame.corrected_mm], 2)[0],
  }));
  return JSON.stringify({ dataset, rule, frames: lines }) + "\n";
}

/**
 * Writes {@link panelJson}, wholly or not at all.
 *
 * @returns the path
 *
 * @example
 * ```ts
 * import { readPanel, writePanel } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose = new Float32Array(51), pose2d = new Float32Array(34), picture = new Uint8Array(12);
 * const poses = { intermediate: pose, corrected: pose, truth: pose };
 * const errors = { intermediate_mm: 0, regressed_mm: 0, corrected_mm: 0 };
 * const frame = { title: "one", picture, pose2d, ...poses, ...errors };
 * const panel = { dataset: "a frame", rule: "the first", frames: [frame] };
 * assertEquals(readPanel(writePanel(`${Deno.makeTempDirSync()}/panel.json`, panel)), panel);
 * ```
 */
export function writePanel(path: string, panel: Panel): string {
  writeAtomic(path, panelJson(panel));
  return path;
}

/**
 * Reads what {@link writePanel} wrote.
 *
 * @throws {UserError} when the file is missing or damaged, naming what is wrong in it
 *
 * @example
 * ```ts
 * import { readPanel, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => readPanel("/nowhere/panel.json"), UserError, "deno task evaluate");
 * ```
 */
export function readPanel(path: string): Panel {
  const remedy = "run `deno task evaluate` to write it";
  let content: unknown;
  try {
    content = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "it is not there"
      : (error as Error).message;
    throw new UserError(`Cannot read ${path} (${reason}): ${remedy}`);
  }
  const { success, data, error } = PANEL.safeParse(content);
  if (success) return data;
  const [{ path: where, message }] = error.issues;
  throw new UserError(
    `${path} is damaged at ${where.join(".") || "its top"} (${message}): ${remedy}`,
  );
}
