import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { maskCrops } from "../../../lib/data/human36m/boxes.ts";
import { UserError } from "../../../lib/errors.ts";
import { fixtureBytes } from "../formats/mat_fixtures.ts";
import { MINIATURE } from "./copied_files.ts";

const MASKS = join(MINIATURE, "S9/MySegmentsMat/ground_truth_bb/Directions 1.54138969.mat");
const PICTURE = { width: 1000, height: 1002 };

Deno.test("masks of another size than the pictures are refused", async () => {
  await maskCrops(MASKS, [0], PICTURE);
  for (const [width, height] of [[1000, 1000], [1002, 1000]]) {
    await assertRejects(
      () => maskCrops(MASKS, [0], { width, height }),
      UserError,
      `${MASKS}: the mask of frame 0 is numbers, 1002 x 1000; expected numbers, ${height} x ${width}`,
    );
  }
});

Deno.test("a mask that is no picture is refused, and MATLAB's [] shows nobody", async () => {
  const bytes = fixtureBytes("mat5_row.mat"), path = Deno.makeTempFileSync({ suffix: ".mat" });
  const at = new TextDecoder("latin1").decode(bytes).indexOf("cells"); // a text, a number, a cell and []
  bytes.set(new TextEncoder().encode("Masks"), at);
  Deno.writeFileSync(path, bytes);
  const refused = (frame: number, what: string) =>
    assertRejects(() => maskCrops(path, [frame], PICTURE), UserError, `frame ${frame} is ${what}`);
  await refused(0, "char, 1 x 1; expected numbers, 1002 x 1000");
  await refused(1, "numbers, 1 x 1");
  await refused(2, "cell, 1 x 2");
  assertEquals(await maskCrops(path, [3], PICTURE), [undefined]);
  await assertRejects(() => maskCrops(path, [4], PICTURE), UserError, "has masks of 4 frames");
});
