import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { MpiiPerson } from "./people.ts";

const PERSON = z.object({
  image: z.string().min(1),
  center: z.tuple([z.number(), z.number()]),
  scale: z.number(),
  joints: z.array(z.tuple([z.number(), z.number()])).length(16),
  joints_vis: z.array(z.number()).length(16),
});

/**
 * Reads the JSON that MPII's users pass on (`annot/train.json`: one entry a person with `joints`,
 * `joints_vis`, `center`, `scale`, `image`). Its pixels count from 1.
 *
 * @param source names the file in errors
 * @throws {UserError} naming the person that is not as expected
 */
export function parseMpiiJson(text: string, source: string): MpiiPerson[] {
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
  return parsed.map((entry, i): MpiiPerson => {
    const checked = PERSON.safeParse(entry);
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues;
      throw new UserError(
        `${source}: person ${i}, ${path.join(".") || "entry"}: ${message}; expected MPII's ` +
          `train.json or valid.json, with 16 joints a person`,
      );
    }
    const { image, center, scale, joints, joints_vis } = checked.data;
    const annotated = Uint8Array.from(joints_vis, (value) => value > 0 ? 1 : 0);
    return {
      image,
      centre: [center[0] - 1, center[1] - 1],
      scale,
      joints: Float32Array.from(
        joints.flatMap((joint, j) => joint.map((px) => annotated[j] ? px - 1 : 0)),
      ),
      annotated,
    };
  });
}
