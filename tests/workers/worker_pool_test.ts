import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { startWorkers } from "../../lib/workers/worker_pool.ts";
import type { SmallJob, SmallResult } from "./small_worker.ts";

const start = (count: number) =>
  startWorkers<SmallJob, SmallResult>(new URL("./small_worker.ts", import.meta.url), count);

Deno.test("a thread finishes one job before it begins the next, however long it waits", async () => {
  const pool = start(1);
  try {
    const jobs = [30, 0, 10].map((wait, i) => pool.run({ numbers: Float32Array.of(i, 5), wait }));
    const results = await Promise.all(jobs);
    assertEquals(results.map(({ before }) => before), [0, 1, 2]);
    assertEquals(results.map(({ doubled }) => [...doubled]), [[0, 10], [2, 10], [4, 10]]);
  } finally {
    pool.close();
  }
});

Deno.test("a job's error reaches who asked, a mistake of the user as one, and the thread goes on", async () => {
  const pool = start(1);
  try {
    const numbers = Float32Array.of(1);
    await assertRejects(() => pool.run({ numbers, fail: "user" }), UserError, "7 is too many");
    assertEquals([...(await pool.run({ numbers })).doubled], [2]);
  } finally {
    pool.close();
  }
});

Deno.test("a thread that stops rejects its job and every later one", async () => {
  const pool = start(2);
  try {
    const numbers = Float32Array.of(1);
    await assertRejects(() => pool.run({ numbers, fail: "stop" }), Error, "out of luck");
    await assertRejects(() => pool.run({ numbers }), Error, "out of luck");
  } finally {
    pool.close();
  }
  assertThrows(() => start(0), UserError, "workers is 0");
});
