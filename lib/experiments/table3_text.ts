import { HUMANEVA_SEQUENCES } from "../evaluation/published_table3.ts";
import { comparisonText } from "./comparison_text.ts";
import { AS_PRINTED_3, type Table3, type Table3Row } from "./table3.ts";

/**
 * Table 3 for a terminal: what was printed, as it was, then what was measured, each line with its data,
 * alignment and joints; and by sequence what was measured.
 *
 * @example
 * ```ts
 * import { table3, table3Text } from "posemachine";
 * import { assert } from "@std/assert";
 * const text = table3Text(table3([]));
 * assert(/Yasin et al. \[22\] +38.9 +Procrustes +not stated +HumanEva-I, as printed/.test(text));
 * assert(/Ours +none printed/.test(text));
 * ```
 */
export function table3Text({ published, measured }: Table3): string {
  const withFigures = (row: Table3Row) => ({ ...row, figures: row.sequences });
  return comparisonText({
    title: "Table 3, HumanEva-I",
    printed: AS_PRINTED_3,
    columns: HUMANEVA_SEQUENCES,
    published: published.map(withFigures),
    measured: measured.map(withFigures),
  });
}
