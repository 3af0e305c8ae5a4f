import { assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { UserError } from "../../lib/errors.ts";
import { type PictureDisplay, showMaps, showPictures } from "../../lib/notebook/pictures.ts";

async function pixels(display: PictureDisplay) {
  const bundle = await display[Symbol.for("Jupyter.display")]();
  const { data, info } = await sharp(Buffer.from(bundle["image/png"], "base64"))
    .raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) =>
    [...data.subarray((y * info.width + x) * info.channels)]
      .slice(0, 3);
  return { at, width: info.width, height: info.height };
}

Deno.test("pictures stand side by side, row after row, enlarged without blur", async () => {
  const images = new Uint8Array(3 * 4 * 3); // three of 2 x 2
  images.set([255, 0, 0], 0); // first picture, top left
  images.set([0, 0, 255], 2 * 4 * 3 + 3 * 3); // third picture, bottom right
  const shown = await pixels(
    showPictures(images, { size: 2, columns: 2, scale: 3, description: "" }),
  );
  assertEquals([shown.width, shown.height], [18, 18]); // (2 + 2 + 2) * 3 each way
  assertEquals(shown.at(2, 2), [255, 0, 0]);
  assertEquals(shown.at(3, 3), [0, 0, 0]);
  assertEquals(shown.at(3, 15), [0, 0, 255]);
  assertEquals(shown.at(7, 1), [255, 255, 255]); // the gap
  assertEquals(shown.at(15, 15), [255, 255, 255]); // no fourth picture
});

Deno.test("maps are coloured from their own smallest to their largest value", async () => {
  const maps = Float32Array.of(0, 9, 1, 9, 2, 9, 4, 9); // 2 x 2, two channels: 0 1 2 4 and all 9
  const shown = await pixels(showMaps(maps, { size: 2, scale: 1, description: "" }));
  assertEquals([shown.width, shown.height], [6, 2]);
  assertEquals(shown.at(0, 0), [68, 1, 84]);
  assertEquals(shown.at(1, 0), [59, 82, 139]); // a quarter of the way: the second stop
  assertEquals(shown.at(0, 1), [33, 145, 140]);
  assertEquals(shown.at(1, 1), [253, 231, 37]);
  assertEquals(shown.at(5, 1), [68, 1, 84]); // a constant map is dark
});

Deno.test("bytes that are no whole pictures are a user error", () => {
  const options = { size: 2, description: "" };
  assertThrows(() => showPictures(new Uint8Array(13), options), UserError, "13 bytes");
  assertThrows(() => showMaps(new Float32Array(3), options), UserError, "3 values");
});
