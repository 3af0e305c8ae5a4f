import { assert, assertEquals, assertThrows } from "@std/assert";
import { Worker } from "node:worker_threads";
import { openCallLine } from "../../lib/engine/call_line.ts";
import { UserError } from "../../lib/errors.ts";

Deno.test("a plain function gets what a Worker only has later, and its errors", async () => {
  const { ask, answering } = openCallLine();
  const worker = new Worker(new URL("call_line_worker.ts", import.meta.url), {
    workerData: { line: answering },
    transferList: [answering.port],
  });
  const double = (value: number, wait?: number) =>
    new Float64Array(ask({ value, wait }) as SharedArrayBuffer)[0];
  assertEquals([1, 2.5, 3].map((value) => double(value)), [2, 5, 6]);
  const start = performance.now();
  assertEquals(double(4, 30), 8);
  assert(performance.now() - start >= 29);
  assertThrows(() => double(-1), UserError, "negative: -1");
  const error = assertThrows(() => double(0), Error, "zero");
  assert(!(error instanceof UserError));
  for (let value = 1; value < 500; value++) assertEquals(double(value), 2 * value);
  assertThrows(() => double(2000), Error, "could not be cloned");
  assertEquals(double(7), 14);
  assertThrows(() => double(1000, 1), Error, "nobody saw it");
  assertThrows(() => double(7), Error, "nobody saw it");
  await worker.terminate();
});
