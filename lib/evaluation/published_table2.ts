import type { PublishedRow } from "./published_row.ts";
import { PROTOCOL_1_ROWS } from "./published_table2_protocol1.ts";
import { PROTOCOL_2_ROWS } from "./published_table2_protocol2.ts";
import { PROTOCOL_3_ROWS } from "./published_table2_protocol3.ts";

/**
 * Table 2, Human3.6M, as far as it can be read: `Ours` of Wang et al., whom their text names as compared,
 * and whom other papers have beside those. The table itself is not freely readable, so every row says in
 * which other place its figures stand. The rows are therefore not those of the table: Wang et al. ran [14],
 * [19], [20], [21], [23] and [50] themselves and may print other figures for them, and they may leave out
 * some of Protocols #2 and #3. Two kinds of traps are kept in sight:
 *
 * - Wang et al. say that all their comparisons are up to translation. Under Protocols #2 and #3 their
 *   competitors' figures are, where they come from, after Procrustes analysis and on fewer joints.
 * - Tome et al., from whom the best competitor's figures come, number Protocols #2 and #3 the other way
 *   round; Nie et al. call #3 their P1 and #1 their P2.
 *
 * @example
 * ```ts
 * import { PUBLISHED_TABLE_2 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const ours = PUBLISHED_TABLE_2.filter(({ method }) => method.startsWith("Ours"));
 * assertEquals(ours.map(({ protocol, mean }) => [protocol, mean]), [
 *   ["1", 63.67], ["1", 63.79], ["2", 63.74], ["3", 54.14],
 * ]);
 * assertEquals(ours[0].actions.Photo, 79.6);
 * const best = PUBLISHED_TABLE_2.find(({ protocol, method }) => protocol === "3" && method.includes("[20]"))!;
 * assertEquals([best.mean, best.alignment, best.joints], [70.7, "Procrustes", 14]);
 * ```
 */
export const PUBLISHED_TABLE_2: readonly PublishedRow[] = [
  ...PROTOCOL_1_ROWS,
  ...PROTOCOL_2_ROWS,
  ...PROTOCOL_3_ROWS,
];

/**
 * A name for a published row that no other of its protocol has.
 *
 * @example
 * ```ts
 * import { publishedName, PUBLISHED_TABLE_2 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const tekin = PUBLISHED_TABLE_2.filter(({ method }) => method.endsWith("[15]"));
 * assertEquals(publishedName(tekin[1]), "Tekin et al. [15], as Tome et al. print it");
 * ```
 */
export function publishedName(
  { method, variant }: Pick<PublishedRow, "method" | "variant">,
): string {
  return variant === null ? method : `${method}, ${variant}`;
}
