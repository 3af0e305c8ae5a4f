import { ACTIONS } from "../data/benchmark/actions.ts";
import { AS_PRINTED, type ProtocolTable, type ProtocolTableRow } from "./protocol_table.ts";
import { textTable, wrapped } from "./text_table.ts";

const mm = (value: number | null) => value?.toFixed(1) ?? "";

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
  const line = (row: ProtocolTableRow) => [
    row.row,
    row.data === AS_PRINTED ? `${row.mean_mm ?? "none printed"}` : mm(row.mean_mm),
    row.ci_low === null ? "" : `${mm(row.ci_low)} - ${mm(row.ci_high)}`,
    row.alignment,
    `${row.joints}`,
    row.data,
  ];
  const ours = published.filter(({ row }) => row.startsWith("Ours"));
  const shown = [...ours, ...measured]
    .filter(({ actions }) => Object.values(actions).some((value) => value !== null));
  const byAction = [
    ["", ...shown.map(({ row }) => row)],
    ["", ...shown.map(({ alignment }) => alignment)],
    ["", ...shown.map(({ data }) => data)],
    ...ACTIONS.map((action) => [action, ...shown.map(({ actions }) => mm(actions[action]))]),
    ["mean", ...shown.map(({ mean_mm }) => mm(mean_mm))],
  ];
  return [
    `Table 2, Protocol #${protocol}, mean joint error in mm`,
    "",
    textTable([
      ["", "mean", "95 % interval", "alignment", "joints", "data"],
      ...published.map(line),
      ...measured.map(line),
    ]),
    "",
    ...shown.length > 0 ? [textTable(byAction), ""] : [],
    ...measured.map(({ row, alignment, source, frame_rule, checkpoint }) =>
      wrapped(
        `${row} (${alignment}): ${source}. Frames: ${frame_rule}. Checkpoints: ${checkpoint}.`,
      )
    ),
    wrapped(
      `'${AS_PRINTED}' is what papers print of the real data, under this protocol but with alignments, ` +
        `joints and frames of their own. Figures of other data cannot be compared with them.`,
    ),
  ].join("\n");
}
