import { fileURLToPath } from "node:url";
import { assertSurvivesKills } from "../prepared/killed_preparation.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/human36m", import.meta.url));

Deno.test("preparing, killed at random moments, ends with the bytes of one run left alone", async () => {
  await assertSurvivesKills([
    "human36m",
    "--from",
    MINIATURE,
    "--size",
    "32",
    "--fps",
    "10",
    "--crop",
    "joints",
  ]);
});
