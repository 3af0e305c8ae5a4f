import { fileURLToPath } from "node:url";
import { assertSurvivesKills } from "../prepared/killed_preparation.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/mpii", import.meta.url));

Deno.test("preparing stills, killed at random moments, ends with the bytes of one run left alone", async () => {
  await assertSurvivesKills(["mpii", "--from", MINIATURE, "--size", "200"]);
});
