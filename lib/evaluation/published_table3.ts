import type { PublishedRow } from "./published_row.ts";
import { CONVFORMER_TABLE_2, PAVLAKOS_TABLE_6, TEXT } from "./published_sources.ts";

/** The columns of Table 3: an action of a subject of HumanEva-I. */
export const HUMANEVA_SEQUENCES: readonly string[] = ["Walking", "Jog", "Box"]
  .flatMap((action) => ["S1", "S2", "S3"].map((subject) => `${action} ${subject}`));

/** One row of HumanEva-I figures as somebody printed it, mm; all else as in {@link PublishedRow}. */
export interface PublishedHumanEvaRow
  extends Omit<PublishedRow, "protocol" | "actions" | "frames" | "mean"> {
  /** By the names of `HUMANEVA_SEQUENCES`; null where nothing is printed. */
  readonly sequences: Readonly<Record<string, number | null>>;
  /** The printed mean over the printed sequences; null where there is none. */
  readonly mean: number | null;
}

function sequences(figures: readonly number[] = []): PublishedHumanEvaRow["sequences"] {
  return Object.fromEntries(HUMANEVA_SEQUENCES.map((name, i) => [name, figures[i] ?? null]));
}

const NOT_FOUND = {
  variant: null,
  sequences: sequences(),
  mean: null,
  alignment: "translation",
  joints: 14,
  source: `${TEXT} has no figure of Table 3`,
  note: "not found: the table is not freely readable, and no paper that quotes it was found",
} as const;

/** "Reconstruction errors", of walking and jogging only. */
const PAVLAKOS = {
  variant: null,
  alignment: "Procrustes",
  joints: "not stated",
  source: PAVLAKOS_TABLE_6,
} as const;

/**
 * Table 3, HumanEva-I, as far as it can be read: neither the figures of Wang et al. nor those of their
 * conference version, and of their competitors only walking and jogging. Wang et al. report 14 joints up
 * to translation, the others are after Procrustes analysis.
 *
 * @example
 * ```ts
 * import { HUMANEVA_SEQUENCES, PUBLISHED_TABLE_3 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const [ours] = PUBLISHED_TABLE_3;
 * assertEquals([ours.method, ours.mean], ["Ours", null]);
 * const yasin = PUBLISHED_TABLE_3.find(({ method }) => method.startsWith("Yasin"))!;
 * assertEquals(yasin.sequences["Jog S3"], 35.4);
 * assertEquals(HUMANEVA_SEQUENCES.length, 9);
 * ```
 */
export const PUBLISHED_TABLE_3: readonly PublishedHumanEvaRow[] = [
  { ...NOT_FOUND, method: "Ours", year: 2020 },
  { ...NOT_FOUND, method: "Lin et al. [21]", year: 2017 },
  {
    ...PAVLAKOS,
    method: "Radwan et al.",
    year: 2013,
    sequences: sequences([75.1, 99.8, 93.8, 79.2, 89.8, 99.4]),
    mean: 89.5,
  },
  {
    ...PAVLAKOS,
    method: "Wang et al. (2014)",
    year: 2014,
    sequences: sequences([71.9, 75.7, 85.3, 62.6, 77.7, 54.4]),
    mean: 71.3,
  },
  {
    ...PAVLAKOS,
    method: "Simo-Serra et al.",
    year: 2013,
    sequences: sequences([65.1, 48.6, 73.5, 74.2, 46.6, 32.2]),
    mean: 56.7,
  },
  {
    ...PAVLAKOS,
    method: "Bo and Sminchisescu",
    year: 2010,
    sequences: sequences([46.4, 30.3, 64.9, 64.5, 48.0, 38.2]),
    mean: 48.7,
  },
  {
    ...PAVLAKOS,
    method: "Kostrikov and Gall",
    year: 2014,
    sequences: sequences([44.0, 30.9, 41.7, 57.2, 35.0, 33.3]),
    mean: 40.3,
  },
  {
    ...PAVLAKOS,
    method: "Yasin et al. [22]",
    year: 2016,
    sequences: sequences([35.8, 32.4, 41.6, 46.6, 41.4, 35.4]),
    mean: 38.9,
  },
  {
    ...PAVLAKOS,
    method: "Moreno-Noguer et al. [38]",
    year: 2017,
    sequences: sequences([19.7, 13.0, 24.9, 39.7, 20.0, 21.0]),
    mean: 26.9,
    note: "the printed figures average to 23.05",
  },
  {
    ...PAVLAKOS,
    method: "Pavlakos et al. [19]",
    variant: "as they print it later",
    year: 2017,
    sequences: sequences([22.1, 21.9, 29.0, 29.8, 23.6, 26.0]),
    mean: 25.5,
  },
  {
    ...PAVLAKOS,
    method: "Pavlakos et al. [19]",
    variant: "as Diaz-Arias and Shin print it",
    year: 2017,
    sequences: sequences([22.3, 19.5, 29.7, 28.9, 21.9, 23.8]),
    mean: null,
    source: CONVFORMER_TABLE_2,
  },
];
