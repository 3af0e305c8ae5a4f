import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { frameMeans } from "../../lib/evaluation/frame_means.ts";

Deno.test("frames are averaged over their own joints only", () => {
  assertEquals([...frameMeans(Float32Array.of(1, 2, 3, 5, 5, 8), 3)], [2, 6]);
  assertThrows(() => frameMeans(new Float32Array(5), 3), UserError, "5 joint errors");
});
