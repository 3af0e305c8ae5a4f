import { assertEquals, assertRejects } from "@std/assert";
import h5wasm, { type Dataset, type Group } from "h5wasm";
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

Deno.test("the square is round what is not 0, a tenth wider, to the edges of the picture", async () => {
  const { FS } = await h5wasm.ready;
  const [height, width] = [1002, 1000];
  const extents = [[0, 0, 1, 1], [999, 1001, 1000, 1002], [200, 100, 500, 300], [0, 0, 1000, 1002]];
  for (const [left, top, right, bottom] of extents) {
    FS.writeFile("/mask.mat", Deno.readFileSync(MASKS));
    const file = new h5wasm.File("/mask.mat", "a");
    const pictures = file.get("#refs#") as Group;
    for (const name of pictures.keys()) {
      const bytes = new Uint8Array(width * height); // column by column, as MATLAB has them
      bytes[left * height + top] = bytes[(right - 1) * height + bottom - 1] = 1;
      (pictures.get(name) as Dataset).write_slice([[0, width], [0, height]], bytes);
    }
    file.close();
    const path = Deno.makeTempFileSync({ suffix: ".mat" });
    Deno.writeFileSync(path, FS.readFile("/mask.mat"));
    const [crop] = await maskCrops(path, [0], PICTURE);
    const side = 1.1 * Math.max(right - left, bottom - top);
    assertEquals(crop, {
      left: (left + right - side) / 2,
      top: (top + bottom - side) / 2,
      side,
    });
  }
});
