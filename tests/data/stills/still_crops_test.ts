import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import { readPicture, type StillCrop, stillCrops, type StillOptions, UserError } from "posemachine";

/** Runs with an empty folder. */
async function withFolder(run: (folder: string) => Promise<void>) {
  const folder = Deno.makeTempDirSync();
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A picture with a red left, a green right half. */
function halves(width: number, height: number) {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const left = Math.floor(i / 3) % width < width / 2;
    return i % 3 === (left ? 0 : 1) ? 200 : 0;
  });
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

const all = (folder: string, options: Partial<StillOptions> = {}): Promise<StillCrop[]> =>
  Array.fromAsync(stillCrops(folder, { size: 8, ...options }));

Deno.test("each picture gives its central square, in natural order", () =>
  withFolder(async (folder) => {
    await halves(40, 20).png().toFile(join(folder, "a10.png"));
    await halves(20, 40).jpeg({ quality: 95 }).toFile(join(folder, "a9.JPEG"));
    Deno.writeTextFileSync(join(folder, "notes.txt"), "");
    Deno.mkdirSync(join(folder, "a.png"));
    Deno.symlinkSync(join(folder, "gone.png"), join(folder, "nowhere.png"));
    const stills = await all(folder);
    assertEquals(stills.map(({ picture }) => picture), ["a9.JPEG", "a10.png"]);
    assertEquals(stills[0].crop, { left: 0, top: 10, side: 20 });
    assertEquals(stills[1].crop, { left: 10, top: 0, side: 20 });
    assertEquals([...stills[1].rgb.slice(0, 3)], [200, 0, 0]);
    assertEquals([...stills[1].rgb.slice(21, 24)], [0, 200, 0]);
  }));

Deno.test("boxes say whom to cut out, several in a picture; a file of them may lie beside", () =>
  withFolder(async (folder) => {
    await halves(40, 20).png().toFile(join(folder, "two.png"));
    await halves(40, 20).png().toFile(join(folder, "unwanted.png"));
    const boxes = [
      { picture: "two.png", left: 20, top: 2, side: 10 },
      { picture: "two.png", left: 5, top: 2.5, side: 10 },
    ];
    const given = await all(folder, { boxes });
    assertEquals(given.map(({ crop }) => crop.left), [20, 5]);
    assertEquals(given.map(({ rgb }) => [...rgb.slice(0, 3)]), [[0, 200, 0], [200, 0, 0]]);
    Deno.writeTextFileSync(join(folder, "boxes.json"), JSON.stringify(boxes));
    assertEquals(await all(folder), given);
  }));

Deno.test("a photograph is turned upright, a data set's picture only where that is asked for", () =>
  withFolder(async (folder) => {
    const path = join(folder, "phone.jpg"); // stored on its side: to be turned by 90 degrees
    await halves(40, 20).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(path);
    assertEquals((await readPicture(path)).full, { width: 40, height: 20 });
    const { rgb, full } = await readPicture(path, { upright: true });
    assertEquals(full, { width: 20, height: 40 });
    assert(rgb[0] > 150 && rgb[rgb.length - 2] > 150); // what was left is above
    const [{ crop }] = await all(folder);
    assertEquals(crop, { left: 0, top: 10, side: 20 });
  }));

Deno.test("grey, sixteen-bit and transparent pictures are RGB", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.png");
    await halves(4, 4).greyscale().toColourspace("b-w").png().toFile(path);
    assertEquals((await readPicture(path)).rgb.length, 48);
    await halves(4, 4).toColourspace("rgb16").png().toFile(path);
    assertEquals([...(await readPicture(path)).rgb.slice(0, 3)], [200, 0, 0]);
    await halves(4, 4).ensureAlpha(0).png().toFile(path);
    assertEquals([...(await readPicture(path)).rgb], Array(48).fill(0));
  }));

Deno.test("what is wrong is named", () =>
  withFolder(async (folder) => {
    const refused = (message: string, options?: Partial<StillOptions>) =>
      assertRejects(() => all(folder, options), UserError, message);
    await refused("has no pictures: expected .jpg or .png");
    Deno.writeTextFileSync(join(folder, "a.png"), "no picture");
    await refused("a.png cannot be read as a picture");
    await halves(40, 20).png().toFile(join(folder, "a.png"));
    const whole = Deno.readFileSync(join(folder, "a.png"));
    Deno.writeFileSync(join(folder, "a.png"), whole.slice(0, whole.length / 2));
    await refused("a.png cannot be read as a picture");
    Deno.writeFileSync(join(folder, "a.png"), whole);
    const box = { picture: "b.png", left: 0, top: 0, side: 9 };
    await refused("A box is of 'b.png', which is no picture of", { boxes: [box] });
    await refused("Cannot cut out the square", { boxes: [{ ...box, picture: "a.png", side: 0 }] });
    await assertRejects(
      () => all(join(folder, "none")),
      UserError,
      "none cannot be read",
    );
    const json = (text: string) => Deno.writeTextFileSync(join(folder, "boxes.json"), text);
    json("[{");
    await refused("boxes.json is no JSON");
    json(`[{"picture": "a.png", "left": 0, "top": 0, "side": -2}]`);
    await refused("boxes.json, 0.side: ");
    json("{}");
    await refused("boxes.json, all of it: ");
  }));
