import { UserError } from "../../errors.ts";
import { openMat } from "../formats/mat_file.ts";
import type { MatStruct, MatValue } from "../formats/mat_value.ts";
import { matField, matNumber, matText } from "../formats/mat_walk.ts";
import { annotationBuilder, type MpiiAnnotation, type MpiiPoint, within } from "./annotation.ts";
import { MPII_16 } from "./joints.ts";

/**
 * Reads the annotation of MPII's release, `mpii_human_pose_v1_u12_1.mat`: the people of its training
 * part, as `parseMpiiJson` gives them, picture after picture. Pictures of the test part have no labels,
 * and some of the training part name nobody, or people without joints; these are counted.
 * A point is taken as annotated whether `is_visible` says that it is hidden, that it is not, or nothing.
 *
 * @throws {UserError} naming the file, and the picture and person that are not as expected
 *
 * @example
 * ```ts
 * import { readMpiiMat } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * // the miniature has the official file's fields, whole and missing
 * const { people, leftOut } = await readMpiiMat("tests/miniatures/mpii/mpii_human_pose_v1_u12_1.mat");
 * assertEquals(people.length, 10);
 * assertEquals(leftOut["people without an annotated joint"], 1);
 * ```
 */
export async function readMpiiMat(path: string): Promise<MpiiAnnotation> {
  using file = await openMat(path);
  const release = file.read("RELEASE");
  const list = matField(release, "annolist"), training = matField(release, "img_train");
  if (list?.kind !== "struct") throw new UserError(`${path}: RELEASE has no annolist: ${REMEDY}`);
  if (training?.kind !== "numeric" || training.data.length !== list.length) {
    const found = training?.kind === "numeric" ? training.data.length : "nothing";
    throw new UserError(
      `${path}: expected ${list.length} numbers in RELEASE.img_train, one a picture, found ${found}: ` +
        REMEDY,
    );
  }
  const builder = annotationBuilder();
  for (let i = 0; i < list.length; i++) {
    const inTraining = Number(training.data[i]) !== 0;
    if (!inTraining) {
      builder.leave("pictures of the test part");
      continue;
    }
    within(`${path}, picture ${i + 1}`, () => {
      const image = matText(matField(list.at(i, "image"), "name"));
      if (!image || image.length > 255) throw new UserError(`expected its file's name: ${REMEDY}`);
      const people = structs(list.at(i, "annorect"), "annorect");
      if (!people) return builder.leave("training pictures without people");
      for (let p = 0; p < people.length; p++) {
        within(`${image}, person ${p + 1}`, () => {
          const field = (name: string) => people.at(p, name);
          builder.add({
            image,
            centre: placeOf(field("objpos")),
            scale: matNumber(field("scale")),
            points: pointsOf(field("annopoints")),
          });
        });
      }
    });
  }
  return builder.done();
}

const REMEDY = "give the file as MPII's release has it";

/** Structs, or undefined where the field is absent or empty. */
function structs(value: MatValue | undefined, name: string): MatStruct | undefined {
  if (value?.kind === "struct") return value.length > 0 ? value : undefined;
  const length = value?.kind === "numeric" ? value.data.length : value?.kind ? 1 : 0;
  if (length > 0) throw new UserError(`${name} is of the kind ${value!.kind}: ${REMEDY}`);
  return undefined;
}

function placeOf(objpos: MatValue | undefined): [number, number] | undefined {
  const [x, y] = [matNumber(matField(objpos, "x")), matNumber(matField(objpos, "y"))];
  return Number.isFinite(x) && Number.isFinite(y) ? [x!, y!] : undefined;
}

function pointsOf(annopoints: MatValue | undefined): MpiiPoint[] {
  const points = structs(matField(annopoints, "point"), "annopoints.point");
  return Array.from({ length: points?.length ?? 0 }, (_, k) => {
    const number = (name: "id" | "x" | "y") => {
      const value = matNumber(points!.at(k, name));
      if (value !== undefined && Number.isFinite(value)) return value;
      throw new UserError(`point ${k + 1} has no number '${name}': ${REMEDY}`);
    };
    const id = number("id");
    if (!(id in MPII_16.joints)) {
      throw new UserError(
        `point ${k + 1} has the id ${id}: expected one from 0 to ${MPII_16.joints.length - 1}`,
      );
    }
    return { id, x: number("x"), y: number("y") };
  });
}
