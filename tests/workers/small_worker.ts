// A thread for the tests: doubles numbers, slowly where asked to; fails or stops on demand.
import { serveJobs } from "../../lib/workers/serve_jobs.ts";
import { UserError } from "../../lib/errors.ts";

export interface SmallJob {
  readonly numbers: Float32Array;
  readonly wait?: number;
  readonly fail?: "user" | "stop";
}

export interface SmallResult {
  readonly doubled: Float32Array;
  /** How many jobs this thread had done before. */
  readonly before: number;
}

let done = 0;
serveJobs(async ({ numbers, wait, fail }: SmallJob): Promise<SmallResult> => {
  if (fail === "user") throw new UserError("7 is too many");
  if (fail === "stop") {
    setTimeout(() => {
      throw new Error("out of luck");
    });
    await new Promise(() => {});
  }
  if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
  return { doubled: numbers.map((value) => 2 * value), before: done++ };
});
