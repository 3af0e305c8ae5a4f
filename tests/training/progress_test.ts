import { assertEquals } from "@std/assert";
import { duration, startProgress } from "../../lib/training/progress.ts";

Deno.test("durations read as people say them", () => {
  assertEquals([0, 45.4, 59.6, 725, 3720, NaN].map(duration), [
    "0s",
    "45s",
    "1m00s",
    "12m05s",
    "1h02m",
    "?",
  ]);
});

Deno.test("off a terminal there is a plain line now and then, and at the end", () => {
  const lines: string[] = [];
  let clock = 0;
  const progress = startProgress({
    label: "1/4 pose2d",
    start: 10,
    total: 20,
    terminal: false,
    every: 4,
    write: (line) => lines.push(line),
    now: () => clock,
  });
  for (let step = 11; step <= 20; step++) {
    clock += 1000;
    progress.update(step, { loss: 0.125, images: 64 * (step - 10), waited: (step - 10) / 4 });
  }
  progress.stop();
  assertEquals(lines, [
    "1/4 pose2d 14/20  loss 0.1250  64 images/s  25 % waiting  6s left",
    "1/4 pose2d 18/20  loss 0.1250  64 images/s  25 % waiting  2s left",
    "1/4 pose2d 20/20  loss 0.1250  64 images/s  25 % waiting  0s left",
  ]);
});
