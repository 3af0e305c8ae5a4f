import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Crop,
  decodeJpegs,
  encodeJpeg,
  findFfmpeg,
  probeVideo,
  UserError,
  videoCrops,
} from "posemachine";
import { startCropping } from "../../../lib/data/video/crop_jobs.ts";
import { fixture, goneSoon, processesNaming, shownNumber, temporaryCopy } from "./video_fixture.ts";

const frames = [0, 3, 11, 17, 29];
const crops: Crop[] = frames.map((_, i) => ({ left: -3.5 + i, top: 1.25 * i, side: 40 + i }));

async function open(path: string) {
  return await probeVideo(await findFfmpeg(), path);
}

async function cropsHere(path: string, size: number): Promise<Uint8Array[]> {
  const here: Uint8Array[] = [];
  for await (const { rgb } of videoCrops(await open(path), { frames, crops, size })) here.push(rgb);
  return here;
}

Deno.test("the crops of a video show its frames", async () => {
  const video = await open(fixture("numbered.mp4"));
  const crops = frames.map(() => ({ left: 0, top: 0, side: 64 }));
  const shown: number[][] = [];
  for await (const { frame, rgb } of videoCrops(video, { frames, crops, size: 64 })) {
    shown.push([frame, shownNumber(rgb)]);
  }
  assertEquals(shown, frames.map((frame) => [frame, frame]));
  const next = videoCrops(video, { frames, crops: crops.slice(1), size: 64 }).next();
  await assertRejects(() => next, UserError, "got 4 crops for 5 frames");
});

Deno.test("threads give the same crops as one, as RGB and as JPEGs", async () => {
  const pool = startCropping(2);
  try {
    const names = ["numbered.mp4", "numbered.avi", "uneven.mp4"];
    await Promise.all(names.map(async (name) => {
      const video = await open(fixture(name));
      const here = await cropsHere(fixture(name), 24);
      const { bytes, ends } = await pool.run({ video, frames, crops, size: 24 });
      assertEquals([...ends], frames.map((_, i) => (i + 1) * 24 * 24 * 3));
      const job = { video, frames, crops, size: 24, quality: 90 };
      const jpegs = await pool.run(job);
      for (const [i, rgb] of here.entries()) {
        assertEquals(bytes.slice(ends[i - 1] ?? 0, ends[i]), rgb);
        const jpeg = jpegs.bytes.slice(jpegs.ends[i - 1] ?? 0, jpegs.ends[i]);
        assertEquals(jpeg, await encodeJpeg(rgb, 24, 90));
        assertEquals((await decodeJpegs([jpeg], 24)).length, rgb.length);
      }
      assertEquals(jpegs.bytes.length, jpegs.ends.at(-1));
    }));
    const video = { ...await open(fixture("numbered.mp4")), frames: 40 };
    const beyond = { video, frames: [2, 35], crops: crops.slice(0, 2), size: 8 };
    await assertRejects(() => pool.run(beyond), UserError, "frame 35 of 40 cannot be decoded");
    const none = await pool.run({ video, frames: [], crops: [], size: 8 });
    assertEquals([none.bytes.length, none.ends.length], [0, 0]);
  } finally {
    pool.close();
  }
});

Deno.test({
  name: "closing the threads ends their programs",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using copy = temporaryCopy("numbered.mp4");
    const video = await open(copy.path);
    const pool = startCropping(1);
    // Crops so large that thirty of them take longer than the programs are given to end.
    const all = Array.from({ length: 30 }, (_, i) => i);
    const square = all.map(() => ({ left: 0, top: 0, side: 48 }));
    const job = pool.run({ video, frames: all, crops: square, size: 4096 });
    job.catch(() => {});
    while (processesNaming(copy.path) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    pool.close();
    await assertRejects(() => job, Error, "Closed before it was done");
    assert(await goneSoon(copy.path), "an ffmpeg is left");
  },
});
