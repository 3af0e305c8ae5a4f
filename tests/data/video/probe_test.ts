import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { findFfmpeg, probeVideo, UserError } from "posemachine";
import { ffmpegsHere, fixture, temporaryCopy } from "./video_fixture.ts";

const EXPECTED: Record<string, number[]> = {
  "numbered.mp4": [64, 48, 50, 30],
  "numbered.avi": [64, 48, 60, 30],
  "uneven.mp4": [64, 48, 50, 30],
  "cut.mp4": [64, 48, 50, 15], // 18 are in the file, 3 of them not to be shown
  "growing.h264": [64, 48, 50, 30],
  "turned.mp4": [48, 64, 50, 30],
};

Deno.test("size, rate and number of frames of each video, by every ffmpeg that is here", async () => {
  for (const ffmpeg of await ffmpegsHere()) {
    for (const [name, expected] of Object.entries(EXPECTED)) {
      const { path, width, height, fps, frames } = await probeVideo(ffmpeg, fixture(name));
      assertEquals(path, fixture(name));
      assertEquals([width, height, fps, frames], expected, `${name} by ${ffmpeg.version}`);
    }
  }
});

Deno.test("a file that is missing, no file, or no video is named with what is wrong", async () => {
  const ffmpeg = await findFfmpeg();
  const fails = async (path: string, part: string) => {
    const { message } = await assertRejects(() => probeVideo(ffmpeg, path), UserError, path);
    assertStringIncludes(message, part);
  };
  await fails(fixture("nothing.mp4"), "Cannot read the video");
  await fails(fixture(""), "it is not a file");
  await fails(fixture("numbered.py"), "it has no picture (");
});

Deno.test("a video cut off anywhere is named as truncated, or has the frames that are left", async () => {
  for (const ffmpeg of await ffmpegsHere()) {
    for (const name of ["numbered.mp4", "numbered.avi"]) {
      using copy = temporaryCopy(name);
      const bytes = Deno.readFileSync(copy.path);
      for (const share of [0, 0.001, 0.3, 0.6, 0.9]) {
        Deno.writeFileSync(copy.path, bytes.subarray(0, Math.floor(bytes.length * share)));
        try {
          const { frames } = await probeVideo(ffmpeg, copy.path);
          // An old ffmpeg takes what there is of a cut AVI, which has its index at its end.
          assertEquals(name, "numbered.avi");
          assertEquals(frames <= Math.ceil(30 * share) + 1, true, `${frames} of ${share}`);
        } catch (error) {
          assertEquals((error as Error).name, "UserError", String(error));
          assertStringIncludes((error as Error).message, "copy or download it again");
        }
      }
    }
  }
});
