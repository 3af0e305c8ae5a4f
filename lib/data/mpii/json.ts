import { z } from "zod";
import { UserError } from "../../errors.ts";
import { annotationBuilder, type MpiiAnnotation, within } from "./annotation.ts";

const PLACE = z.tuple([z.number(), z.number()]);
const PERSON = z.object({
  image: z.string().min(1).max(255),
  center: PLACE,
  scale: z.number(),
  joints: z.array(PLACE).length(16),
  joints_vis: z.array(z.number()).length(16),
});

/**
 * Reads the JSON that MPII's users pass on (`annot/train.json`: one entry a person with `joints`,
 * `joints_vis`, `center`, `scale`, `image`). Its pixels count from 1; those of what comes out from 0.
 *
 * @param source names the file in errors
 * @throws {UserError} naming the file, the person and its picture that are not as expected
 *
 * @example
 * ```ts
 * import { parseMpiiJson } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const path = "tests/miniatures/mpii/annot/train.json";
 * const { people } = parseMpiiJson(Deno.readTextFileSync(path), path);
 * assertEquals([people[0].image, ...people[0].centre], ["000000101.jpg", 98, 98]);
 * ```
 */
export function parseMpiiJson(text: string, source: string): MpiiAnnotation {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${source} is no JSON (${(error as Error).message}): copy it again`);
  }
  if (!Array.isArray(parsed)) {
    throw new UserError(
      `${source} holds no list of people: expected MPII's train.json or valid.json`,
    );
  }
  const builder = annotationBuilder();
  parsed.forEach((entry, i) => {
    const checked = PERSON.safeParse(entry);
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues;
      throw new UserError(
        `${source}: person ${i}${pictureOf(entry)}, ${path.join(".") || "entry"}: ${message}; ` +
          `expected MPII's train.json or valid.json, with 16 joints a person`,
      );
    }
    const { image, center: centre, scale, joints, joints_vis } = checked.data;
    const points = joints.map(([x, y], id) => ({ id, x, y })).filter(({ id }) =>
      joints_vis[id] > 0
    );
    within(
      `${source}: person ${i}${pictureOf(entry)}`,
      () => builder.add({ image, centre, scale, points }),
    );
  });
  return builder.done();
}

/** The picture of an entry that is wrong otherwise, as far as it names one. */
function pictureOf(entry: unknown): string {
  const image = (entry as { image?: unknown } | null)?.image;
  return typeof image === "string" && image ? ` (picture ${image.slice(0, 80)})` : "";
}
