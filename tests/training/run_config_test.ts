import { assertEquals } from "@std/assert";
import { configDifferences } from "../../lib/training/run_config.ts";

Deno.test("equal configurations do not differ, whatever the order of their keys", () => {
  assertEquals(configDifferences({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }), []);
});

Deno.test("every setting that differs is named with both values", () => {
  assertEquals(
    configDifferences({ rate: 1e-3, steps: [1, 2], gone: null, e: {} }, {
      rate: 0.01,
      steps: [1, 3, 4],
      fresh: "x",
      e: {},
    }),
    [
      "rate: 0.001 in the folder, 0.01 now",
      "steps.1: 2 in the folder, 3 now",
      "gone: null in the folder, absent now",
      "steps.2: absent in the folder, 4 now",
      'fresh: absent in the folder, "x" now',
    ],
  );
});
