import { ACTIONS } from "../data/benchmark/actions.ts";
import { PAPER_FRAMES } from "../evaluation/published.ts";
import { comparisonText } from "./comparison_text.ts";
import { AS_PRINTED, type ProtocolTable, type ProtocolTableRow } from "./protocol_table.ts";

/**
 * Table 2 under one protocol for a terminal: what was printed, as it was, then what was measured, each line
 * with its data, alignment and joints; and by action what was measured beside the paper's own row.
 *
 * @example
 * ```ts
 * import { protocolTable, protocolTableText } from "posemachine";
 * import { assert } from "@std/assert";
 * const text = protocolTableText(protocolTable("2", []));
 * assert(/Tome et al. \[20\] +79.6 +Procrustes +14 +Human3.6M, as printed/.test(text));
 * ```
 */
export function protocolTableText({ protocol, published, measured }: ProtocolTable): string {
  const { train, test } = PAPER_FRAMES;
  const withFigures = (row: ProtocolTableRow) => ({ ...row, figures: row.actions });
  return comparisonText({
    title: `Table 2, Protocol #${protocol}`,
    printed: AS_PRINTED,
    columns: ACTIONS,
    published: published.map(withFigures),
    measured: measured.map(withFigures),
    ...protocol === "1" && {
      note: `The paper counts ${test.toLocaleString("en")} frames to test on, and ` +
        `${train.toLocaleString("en")} to train on, at 2 a second, all actions.`,
    },
  });
}
