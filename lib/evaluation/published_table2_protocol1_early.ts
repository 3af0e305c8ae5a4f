import { printed, type PublishedRow } from "./published_row.ts";
import * as source from "./published_sources.ts";

/** Wang et al. say of all that they compare that errors are up to translation; no source says otherwise. */
export const FIRST = { protocol: "1", alignment: "translation", variant: null } as const;

/** What Tome et al. say of every row of their Table 1. */
export const TOME = {
  ...FIRST,
  joints: 17,
  frames: "S9 and S11, four cameras, 1 frame in 5",
  source: source.TOME_TABLE_1,
} as const;

/** What Pavlakos et al. quote from the methods' own papers. */
export const PAVLAKOS = {
  ...FIRST,
  joints: "not stated",
  frames: "not stated",
  source: source.PAVLAKOS_TABLE_4,
} as const;

/** Protocol #1: the methods up to 2016. */
export const EARLY_PROTOCOL_1_ROWS: readonly PublishedRow[] = [
  {
    ...TOME,
    method: "LinKDE [5]",
    year: 2014,
    ...printed(
      "usual",
      "132.71 183.55 132.37 164.39 162.12 205.94 150.61 171.31 151.57 243.03 162.14 170.69 " +
        "177.13 96.60 127.88 | 162.14",
    ),
    note: "Zhou et al. (2016) and Park et al. print the same",
  },
  {
    ...TOME,
    method: "Li et al. [36]",
    year: 2015,
    ...printed("usual", "- 136.88 96.94 124.74 - 168.68 - - - - - - 132.17 69.97 - | -"),
    note: "Zhou et al. (2016) and Park et al. print the same",
  },
  {
    ...FIRST,
    method: "Tekin et al. [15]",
    variant: "as Park et al. print it",
    year: 2016,
    joints: 17,
    frames: "not stated",
    source: source.PARK_TABLE_1,
    ...printed(
      "usual",
      "102.41 147.72 88.83 125.28 118.02 182.73 112.38 129.17 138.89 224.90 118.42 138.75 " +
        "126.29 55.07 65.76 | 124.97",
    ),
    note: "Pavlakos et al. print the same to one decimal, but Discussion 147.2",
  },
  {
    ...TOME,
    method: "Tekin et al. [15]",
    variant: "as Tome et al. print it",
    year: 2016,
    ...printed(
      "usual",
      "102.39 158.52 87.95 126.83 118.37 185.02 114.69 107.61 136.15 205.65 118.21 146.66 " +
        "128.11 65.86 77.21 | 125.28",
    ),
    note:
      "Zhou et al. (2016) print the same, but Directions 132.71, which is LinKDE's; Nie et al. " +
      "print the same to one decimal under headers by number",
  },
  {
    ...TOME,
    method: "Zhou et al. [14]",
    year: 2016,
    ...printed(
      "usual",
      "87.36 109.31 87.05 103.16 116.18 143.32 106.88 99.78 124.52 199.23 107.42 118.09 114.23 " +
        "79.39 97.70 | 113.01",
    ),
    note:
      "Zhou et al. (2016), Park et al. and Pavlakos et al. print the same; Nie et al. too, but " +
      "under headers by number",
  },
  {
    ...FIRST,
    method: "Zhou et al. [4]",
    variant: "as they print it themselves",
    year: 2016,
    joints: 17,
    frames: "not stated",
    source: source.ZHOU_TABLE_1,
    ...printed(
      "usual",
      "91.83 102.41 96.95 98.75 113.35 125.22 90.04 93.84 132.16 158.97 106.91 94.41 126.04 " +
        "79.02 98.96 | 107.26",
    ),
  },
  {
    ...PAVLAKOS,
    method: "Zhou et al. [4]",
    variant: "as Pavlakos et al. print it",
    year: 2016,
    ...printed(
      "usual",
      "91.8 102.4 96.7 98.8 113.4 125.2 90.0 93.8 132.2 159.0 107.0 94.4 126.0 79.0 99.0 | 107.3",
    ),
    note: "Eating and Smoking are not what the authors' figures round to",
  },
  {
    ...PAVLAKOS,
    method: "Du et al. [37]",
    year: 2016,
    ...printed(
      "usual",
      "85.1 112.7 104.9 122.1 139.1 135.9 105.9 166.2 117.5 226.9 120.0 117.7 137.4 99.3 " +
        "106.5 | 126.5",
    ),
  },
  {
    ...TOME,
    method: "Sanzari et al. [34]",
    year: 2016,
    ...printed(
      "usual",
      "48.82 56.31 95.98 84.78 96.47 105.58 66.30 107.41 116.89 129.63 97.84 65.94 130.46 " +
        "92.58 102.21 | 93.15",
    ),
  },
];
