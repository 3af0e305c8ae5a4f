import type { TestTime } from "../evaluation/test_time.ts";
import type { Published } from "../evaluation/published.ts";

/** One row of a table: what is done, what others printed for it, what to expect here. */
export interface Row {
  /** As in the paper's table; its file names and columns use it too. */
  readonly name: string;
  /** The figure in the paper, on the real Human3.6M; null for rows that are not in it. */
  readonly published: Published | null;
  /** The row of the paper that this is another reading of: what it says of that one is asked of this one, too. */
  readonly readingOf?: string;
  /** Which training its machine comes from: a name of `VARIANTS`, which say what differs. */
  readonly variant: string;
  /** What differs at test time from the row `ours`, in words. */
  readonly difference: string;
  /** The same for the computer. */
  readonly test: TestTime;
}

/** The rows of one experiment, with how to get them and what comes out (an expectation, not a claim). */
export interface Experiment {
  /** The paper's table and what it is about. */
  readonly name: string;
  /** How the names of its files begin. */
  readonly file: string;
  /** What prints and writes it. */
  readonly command: string;
  /** On two CPU cores with the native engine, set-up done. */
  readonly time: string;
  /** Roughly what the shipped checkpoint gives, mm on the embedded benchmark. */
  readonly expected: string;
  /** Rows of the paper's table, in the order in which they are printed. */
  readonly rows: readonly Row[];
  /** Rows that are not in the paper and help to read those that are. */
  readonly reference: readonly Row[];
  /** What the paper says of its rows: the first of each pair has the smaller error. Of other readings, too. */
  readonly relations: readonly (readonly [better: string, worse: string])[];
}
