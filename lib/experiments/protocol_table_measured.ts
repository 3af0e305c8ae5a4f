import { ACTIONS } from "../data/benchmark/actions.ts";
import type { ProtocolNumber } from "../data/human36m/protocols.ts";
import { UserError } from "../errors.ts";
import { bootstrap, type BootstrapOptions, rowInterval } from "../evaluation/bootstrap.ts";
import { meansOfSums } from "../evaluation/means.ts";
import type { Motion } from "../evaluation/motions.ts";
import { meanSums, motionSums, type RowScores, type Scores } from "../evaluation/scores.ts";
import type { MeasuredScores, ProtocolTableRow } from "./protocol_table.ts";
import { FEWEST_MOTIONS } from "./table5.ts";

/** One row of one checkpoint. */
export type SeedRow = MeasuredScores & { readonly row: RowScores };

/** The line of one training's row, its seeds averaged. */
export function measuredLine(
  protocol: ProtocolNumber,
  unsorted: readonly SeedRow[],
  options: BootstrapOptions,
): ProtocolTableRow {
  const seeds = unsorted.toSorted((a, b) => a.scores.seed - b.scores.seed);
  checkSeeds(protocol, seeds);
  const [{ scores, alignment, frameRule, row }] = seeds;
  const { motions, variant } = scores;
  const sums = meanSums(seeds.map((seed) => seed.row));
  const { overall, actions } = meansOfSums(motions, sums);
  const interval = enough(motions)
    ? rowInterval(bootstrap(motions, new Map([["", motionSums(motions, sums)]]), options), "")
    : null;
  const part = actions.size < ACTIONS.length
    ? `; ${actions.size} of ${ACTIONS.length} actions`
    : "";
  return {
    protocol,
    row: row.row === variant ? variant : `${row.row}, trained as ${variant}`,
    source: scores.protocol,
    data: scores.dataset,
    alignment,
    joints: scores.joints.length,
    frame_rule: frameRule + part,
    actions: Object.fromEntries(ACTIONS.map((name) => [name, actions.get(name) ?? null])),
    mean_mm: overall,
    ci_low: interval?.low ?? null,
    ci_high: interval?.high ?? null,
    frames: motions.reduce((sum, { frames }) => sum + frames, 0),
    checkpoint: seeds.map(({ scores, row }) => row.checkpoint ?? scores.checkpoint).join(" "),
  };
}

/** Whether there are motions enough, two of each action at least: one alone says nothing of others. */
function enough(motions: readonly Motion[]): boolean {
  return motions.length >= FEWEST_MOTIONS &&
    [...Map.groupBy(motions, ({ action }) => action).values()].every(({ length }) => length > 1);
}

function checkSeeds(protocol: ProtocolNumber, seeds: readonly SeedRow[]): void {
  const [{ scores: first, row }] = seeds;
  for (const { scores } of seeds) {
    const number = /^Protocol #(\d)/.exec(scores.protocol)?.[1] ?? protocol;
    if (number === protocol) continue;
    throw new UserError(
      `${scores.checkpoint} was evaluated under Protocol #${number}, and this is the table of ` +
        `Protocol #${protocol}: evaluate it with --protocol ${protocol}`,
    );
  }
  const unknown = first.motions.find(({ action }) => !ACTIONS.includes(action));
  if (unknown) {
    throw new UserError(
      `${first.dataset} has the action '${unknown.action}', which Table 2 has no column for: ` +
        `expected some of ${ACTIONS.join(", ")}`,
    );
  }
  seeds.slice(1).forEach(({ scores }, before) => {
    const { scores: other } = seeds[before];
    if (scores.seed === other.seed) {
      throw new UserError(
        `Row '${row.row}' on ${scores.dataset} has two results of seed ${scores.seed}, from ` +
          `${other.checkpoint} and from ${scores.checkpoint}: leave one out`,
      );
    }
    const about = ({ joints, motions }: Scores) => JSON.stringify([joints, motions]);
    if (about(scores) !== about(other)) {
      throw new UserError(
        `${scores.checkpoint} and ${other.checkpoint} were evaluated on different motions or joints ` +
          `of ${scores.dataset}: evaluate both on the same`,
      );
    }
  });
}
