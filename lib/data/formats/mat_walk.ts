import type { MatValue } from "./mat_value.ts";
import { UserError } from "../../errors.ts";

/**
 * Goes down the fields of single structs, as `image.name` does in MATLAB; undefined where a field is
 * absent, or where something on the way is empty or no struct.
 *
 * @throws {UserError} where an array of several structs is on the way: use its `at`
 *
 * @example
 * ```ts
 * import { matField, matText, type MatValue } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const name: MatValue = { kind: "char", shape: [1, 5], rows: ["a.jpg"] };
 * const image: MatValue = {
 *   kind: "struct", shape: [1, 1], length: 1, fields: ["name"],
 *   at: (_index, field) => field === "name" ? name : undefined,
 * };
 * assertEquals(matText(matField(image, "name")), "a.jpg");
 * assertEquals(matField(image, "size.width"), undefined);
 * ```
 */
export function matField(value: MatValue | undefined, path: string): MatValue | undefined {
  for (const field of path.split(".")) {
    if (value?.kind !== "struct" || value.length === 0) return undefined;
    if (value.length > 1) {
      throw new UserError(
        `Expected one struct that has '${field}' of '${path}', found ${value.length}: choose one of them`,
      );
    }
    value = value.at(0, field);
  }
  return value;
}

/**
 * The number, or the first of several; undefined where there is none. A text that spells a number
 * counts, since MPII's file stores the same field in both ways.
 *
 * @example
 * ```ts
 * import { matNumber } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(matNumber({ kind: "char", shape: [1, 1], rows: ["1"] }), 1);
 * ```
 */
export function matNumber(value: MatValue | undefined): number | undefined {
  if (value?.kind === "numeric" && value.data.length) return Number(value.data[0]);
  const text = matText(value)?.trim();
  return text && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}

/**
 * The text, or the first row of several; undefined where there is none.
 *
 * @example
 * ```ts
 * import { matText } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(matText({ kind: "char", shape: [2, 2], rows: ["ab", "cd"] }), "ab");
 * ```
 */
export function matText(value: MatValue | undefined): string | undefined {
  return value?.kind === "char" ? value.rows[0] : undefined;
}
