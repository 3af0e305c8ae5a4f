import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { RunningTimes } from "../../lib/experiments/running_time.ts";
import { orderInWords, publishedOrder } from "../../lib/experiments/running_time_order.ts";
import { timesOurs } from "../../lib/experiments/running_time_ratios.ts";

/** Method, variant, printed ms, ms, of which in the network, GMAC, and ours that it is beside. */
const ROWS = [
  ["[19]", "as released", 170, 2100, 2000, 109, "one by one"],
  ["[19]", "at once", 170, 800, 790, 55, "at once"],
  ["[23]", "one pass", 311, 300, 250, 16, "one by one"],
  ["[21]", "windows", null, 600, 590, 48, "at once"],
  ["ours", "one by one", 51, 600, 500, 45, "one by one"],
  ["ours", "at once", 51, 500, 490, 45, "at once"],
] as const;

const TIMES: RunningTimes = {
  matmulGflops: 200,
  rows: ROWS.map(([method, variant, published_ms, measured_ms, , gmac, ours_variant]) => {
    const ours = ROWS.find((row) => row[0] === "ours" && row[1] === ours_variant)![3];
    return {
      ...{ method, variant, published_ms, measured_ms, gmac, ours_variant },
      ...{ ci_low: measured_ms, ci_high: measured_ms, parameters: 1, rounds: 11 },
      coverage_percent: 98.8,
      ...{ engine: "e", machine: "m", peak_percent: 90, counts: "" },
      times_ours: measured_ms / ours,
      times_low: 0.9 * measured_ms / ours,
      times_high: 1.1 * measured_ms / ours,
    };
  }),
  stages: ROWS.flatMap(([method, variant, , whole, network]) =>
    ["network", "after the network"].map((stage) => {
      const ms = stage === "network" ? network : whole - network;
      const time = { measured_ms: ms, ci_low: ms, ci_high: ms };
      return { method, variant, stage, part: "", ...time, engine: "e" };
    })
  ),
};

Deno.test("a ratio of times is made of multiply-adds, rate, and what lies outside the network", () => {
  const rows = timesOurs(TIMES);
  assertEquals(rows.map(({ method, order }) => [method, order]), [
    ["[19]", "slower than ours"],
    ["[19]", "slower than ours"],
    ["[23]", "faster than ours"],
    ["[21]", "slower than ours"],
  ]);
  for (const row of rows) {
    const product = row.multiply_adds_times / row.rate_times * row.outside_times;
    assertAlmostEquals(product, row.measured_times, 1e-9);
  }
  const [, together, light, window] = rows;
  assertEquals(together.measured_times, 800 / 500); // beside ours at once
  assertAlmostEquals(light.unexplained!, 311 / 51 / 0.5, 1e-9);
  assertEquals([window.printed_times, window.unexplained], [null, null]);
});

Deno.test("places as printed and as measured, by each method's first row", () => {
  const places = publishedOrder(TIMES);
  const read = places.map(({ method, printed_rank, measured_rank, order }) => [
    ...[method, printed_rank, measured_rank, order],
  ]);
  assertEquals(read, [
    ["ours", 1, 2, "ours"],
    ["[19]", 2, 3, "as printed"],
    ["[23]", 3, 1, "reversed"],
  ]);
  assertAlmostEquals(places[2].printed_tflops, 0.103, 0.001); // 2 FLOP a multiply-add
  assertAlmostEquals(places[0].printed_tflops, 1.76, 0.01);
});

Deno.test("the words follow the figures", () => {
  const [kept, departed, ...others] = orderInWords(TIMES);
  assertEquals([kept, others], ["On the printed side of ours: [19].", []]);
  assert(
    departed.startsWith("[23] (one pass): printed 6.1 times ours, measured 0.50 [0.45 to 0.55]"),
  );
  assert(departed.includes("faster than ours. It has 0.36 of our multiply-adds"), departed);
  assert(departed.includes("0.10 TFLOPS for it and 1.8 for ours"), departed);
  assert(
    departed.endsWith("a multiply-add would cost it 17 times ours; here it costs 1.41 times ours."),
  );
  const unsure = TIMES.rows.map((row) => ({ ...row, times_low: 0.4, times_high: 9 }));
  const all = orderInWords({ ...TIMES, rows: unsure });
  assertEquals(all[0], "No method stands on the printed side of ours.");
  assert(all[1].includes("[0.40 to 9.00], not told apart from ours"), all[1]);
  const others14 = TIMES.rows.filter(({ method }) => method !== "ours")
    .map((row) => ({ ...row, ours_variant: null, times_ours: null }));
  assertEquals(orderInWords({ ...TIMES, rows: others14 }), []);
});
