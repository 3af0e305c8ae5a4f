import { workerData } from "node:worker_threads";
import { answerCalls, type AnsweringEnd } from "../../lib/engine/call_line.ts";
import { UserError } from "../../lib/errors.ts";

/** Doubles numbers, after a time where asked; refuses negative ones; breaks at zero and, unseen, at 1000. */
await answerCalls((workerData as { line: AnsweringEnd }).line, async (question) => {
  const { value, wait } = question as { value: number; wait?: number };
  if (value < 0) throw new UserError(`negative: ${value}`);
  if (value === 0) throw new TypeError("zero");
  if (value === 2000) return () => {}; // which cannot travel
  if (value === 1000) void Promise.reject(new RangeError("nobody saw it"));
  if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
  const shared = new SharedArrayBuffer(8);
  new Float64Array(shared)[0] = 2 * value;
  return shared;
});
