import { meanAlone, printed, type PublishedRow } from "./published_row.ts";
import * as source from "./published_sources.ts";

const SECOND = { protocol: "2", variant: null } as const;

/** Tome et al.'s "Protocol #3", which Bogo et al. follow too. */
const TOME = {
  ...SECOND,
  alignment: "Procrustes",
  joints: 14,
  frames: "S9 and S11, frontal camera, trial 1, every frame",
} as const;

/** Taken by Pavlakos et al. from Bogo et al., hence under their protocol. */
const BOGO = { ...TOME, source: source.PAVLAKOS_TABLE_5 } as const;

const FROM_BOGO =
  "Pavlakos et al. have it from Bogo et al.; joints and frames are theirs according to " +
  "Tome et al. Wang et al. do not name it";

/** Protocol #2: as Protocol #1, tested on the frontal camera and the first trial only. */
export const PROTOCOL_2_ROWS: readonly PublishedRow[] = [
  {
    ...SECOND,
    method: "Ours",
    year: 2020,
    ...meanAlone(63.74),
    source: source.TEXT,
    alignment: "translation",
    joints: "not stated",
    frames: "S9 and S11, frontal camera, trial 1, 1 frame in 5",
  },
  {
    ...BOGO,
    method: "Akhter and Black",
    year: 2015,
    ...printed(
      "usual",
      "199.2 177.6 161.8 197.8 176.2 186.5 195.4 167.3 160.7 173.7 177.8 181.9 176.2 198.6 " +
        "192.7 | 181.1",
    ),
    note: FROM_BOGO,
  },
  {
    ...BOGO,
    method: "Ramakrishna et al.",
    year: 2012,
    ...printed(
      "usual",
      "137.4 149.3 141.6 154.3 157.7 158.9 141.8 158.1 168.6 175.6 160.4 161.7 150.0 174.8 " +
        "150.2 | 157.3",
    ),
    note: FROM_BOGO,
  },
  {
    ...BOGO,
    method: "Zhou et al. (2015)",
    year: 2015,
    ...printed(
      "usual",
      "99.7 95.8 87.9 116.8 108.3 107.3 93.5 95.3 109.1 137.5 106.0 102.2 106.5 110.4 115.2 | 106.7",
    ),
    note: FROM_BOGO,
  },
  {
    ...BOGO,
    method: "Bogo et al. [24]",
    year: 2016,
    ...printed(
      "usual",
      "62.0 60.2 67.8 76.5 92.1 77.0 73.0 75.3 100.3 137.3 83.4 77.3 86.8 79.7 87.7 | 82.3",
    ),
    note: "Tome et al. print the same mean; joints and frames are as they have it",
  },
  {
    ...SECOND,
    method: "Moreno-Noguer et al. [38]",
    year: 2017,
    ...printed(
      "usual",
      "66.1 61.7 84.5 73.7 65.2 67.2 60.9 67.3 103.5 74.6 92.6 69.6 71.5 78.0 73.2 | 74.0",
    ),
    source: source.PAVLAKOS_TABLE_5,
    alignment: "Procrustes",
    joints: "not stated",
    frames: "not stated",
    note: "below the 79.6 that Wang et al. call the best competitor, so perhaps not in their table",
  },
  {
    ...TOME,
    method: "Tome et al. [20]",
    year: 2017,
    ...meanAlone(79.6),
    source: `${source.TOME_TABLE_2}, "Protocol #3"; ${source.TEXT} (best competitor)`,
    note: "Wang et al. say that all their comparisons are up to translation",
  },
];
