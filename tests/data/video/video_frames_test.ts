import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  findFfmpeg,
  probeVideo,
  type Region,
  UserError,
  type Video,
  videoFrames,
} from "posemachine";
import { mutations } from "../formats/mutations.ts";
import {
  ffmpegsHere,
  fixture,
  goneSoon,
  processesNaming,
  shownNumber,
  temporaryCopy,
} from "./video_fixture.ts";

const open = async (name: string) => await probeVideo(await findFfmpeg(), fixture(name));

async function numbers(video: Video, frames: number[]): Promise<number[]> {
  const shown: number[] = [];
  let i = 0;
  for await (const { frame, rgb } of videoFrames(video, { frames })) {
    assertEquals(frame, frames[i++]);
    shown.push(shownNumber(rgb));
  }
  return shown;
}

const LISTS = [
  Array.from({ length: 30 }, (_, i) => i),
  [0, 5, 10, 15, 20, 25],
  [29],
  [1, 2, 9, 11, 13, 14, 28, 29],
];

Deno.test("each frame shows its own number, with every ffmpeg, codec and timing", async () => {
  for (const ffmpeg of await ffmpegsHere()) {
    for (const name of ["numbered.mp4", "numbered.avi", "uneven.mp4", "growing.h264"]) {
      const video = await probeVideo(ffmpeg, fixture(name));
      for (const frames of LISTS) assertEquals(await numbers(video, frames), frames, name);
    }
    const cut = await probeVideo(ffmpeg, fixture("cut.mp4"));
    assertEquals(await numbers(cut, [0, 1, 7, 14]), [15, 16, 22, 29]);
  }
});

Deno.test("a list too irregular for the filter gives the same frames", async () => {
  // Of 30 frames no list is that irregular, so this one goes beyond them, up to where it breaks off.
  const frames = [1, 2, 4, 29, ...Array.from({ length: 2000 }, (_, i) => 40 + i * i)];
  const shown: number[] = [];
  await assertRejects(
    async () => {
      const long = { ...await open("numbered.mp4"), frames: 1e7 };
      for await (const { rgb } of videoFrames(long, { frames })) shown.push(shownNumber(rgb));
    },
    UserError,
    "frame 30 of 10000000 cannot be decoded (the video ends before it)",
  );
  assertEquals(shown, [1, 2, 4, 29]);
});

Deno.test("colours are red, green and blue, and all ffmpegs agree on them", async () => {
  const pictures: Uint8Array[] = [];
  for (const ffmpeg of await ffmpegsHere()) {
    const video = await probeVideo(ffmpeg, fixture("numbered.mp4"));
    for await (const { rgb } of videoFrames(video, { frames: [17] })) pictures.push(rgb);
  }
  for (const rgb of pictures) {
    for (let k = 0; k < 3; k++) {
      const pixel = rgb.subarray((36 * 64 + 12 + 20 * k) * 3).subarray(0, 3);
      pixel.forEach((value, c) => assert(Math.abs(value - (c === k ? 200 : 30)) < 8, `${pixel}`));
    }
    assert(rgb.every((value, i) => Math.abs(value - pictures[0][i]) <= 3));
  }
});

Deno.test("a region has the very pixels that it has in the full picture", async () => {
  for (const name of ["numbered.mp4", "numbered.avi", "turned.mp4"]) {
    const video = await open(name);
    const read = async (region?: Region) => {
      for await (const picture of videoFrames(video, { frames: [13], region })) return picture;
      throw new Error("no frame");
    };
    const whole = await read();
    const { width, height } = video;
    assertEquals(whole.region, { left: 0, top: 0, width, height });
    const region = { left: 13, top: 7, width: 22, height: 29 };
    const part = await read(region);
    assertEquals([part.full, part.region], [{ width, height }, region]);
    assertEquals(part.rgb.length, 22 * 29 * 3);
    part.rgb.forEach((value, i) => {
      const x = 13 + Math.floor(i / 3) % 22, y = 7 + Math.floor(i / 3 / 22);
      assertEquals(value, whole.rgb[(y * width + x) * 3 + i % 3]);
    });
  }
});

Deno.test("wrong frames and regions are named", async () => {
  const video = await open("numbered.mp4");
  const fails = async (options: Parameters<typeof videoFrames>[1], part: string) => {
    const { message } = await assertRejects(() => videoFrames(video, options).next(), UserError);
    assertStringIncludes(message, fixture("numbered.mp4"));
    assertStringIncludes(message, part);
  };
  await fails({ frames: [5, 30] }, "has 30 frames (0 to 29), frame 30 was asked for");
  await fails({ frames: [5, 5] }, "got 5 after 5");
  await fails({ frames: [-1] }, "got -1");
  await fails({ frames: [0.5] }, "got 0.5");
  const region = { left: 0, top: 0, width: 64, height: 49 };
  await fails({ frames: [0], region }, 'got {"left":0,"top":0,"width":64,"height":49}');
  await fails({ frames: [0], region: { ...region, width: 0.5 } }, "64 x 48 px");
  for await (const _ of videoFrames(video, { frames: [] })) assert(false, "no frame was asked for");
});

Deno.test("a damaged video gives the frames before the damage and names the next", async () => {
  for (const ffmpeg of await ffmpegsHere()) {
    for (const name of ["numbered.mp4", "numbered.avi"]) {
      using copy = temporaryCopy(name);
      const bytes = Deno.readFileSync(copy.path);
      const at = Math.floor(bytes.length * (name.endsWith("avi") ? 0.6 : 0.75));
      Deno.writeFileSync(copy.path, bytes.fill(0x5a, at, at + 80));
      const video = await probeVideo(ffmpeg, copy.path);
      const shown: number[] = [];
      const { message } = await assertRejects(async () => {
        const all = videoFrames(video, { frames: LISTS[0] });
        for await (const { rgb } of all) shown.push(shownNumber(rgb));
      }, UserError);
      assertEquals(shown, LISTS[0].slice(0, shown.length));
      assert(shown.length < 30);
      assertStringIncludes(message, `${copy.path}: frame ${shown.length} of 30 cannot be decoded`);
      assertStringIncludes(message, "copy or download it again");
    }
  }
});

Deno.test("a mutated video is an error or gives whole pictures, as many as were asked for", async () => {
  const ffmpeg = await findFfmpeg(), outcomes = { errors: 0, videos: 0 };
  for (const name of ["numbered.mp4", "numbered.avi"]) {
    using copy = temporaryCopy(name);
    // Few, as each starts a program three times.
    for (const bytes of mutations(Deno.readFileSync(copy.path), 25, 5)) {
      Deno.writeFileSync(copy.path, bytes);
      try {
        const video = await probeVideo(ffmpeg, copy.path);
        assert(video.frames <= bytes.length, `${video.frames} frames in ${bytes.length} bytes`);
        const frames = LISTS[0].filter((frame) => frame < video.frames);
        let seen = 0;
        for await (const { rgb } of videoFrames(video, { frames })) {
          assertEquals(rgb.length, video.width * video.height * 3);
          seen++;
        }
        assertEquals(seen, frames.length);
        outcomes.videos++;
      } catch (error) {
        assert(error instanceof UserError, String(error));
        assertStringIncludes(error.message, copy.path);
        outcomes.errors++;
      }
    }
  }
  assert(outcomes.errors > 10 && outcomes.videos > 0, JSON.stringify(outcomes));
});

const linux = Deno.build.os === "linux";

Deno.test("ffmpeg waits for who takes the frames, and ends when nobody does", async () => {
  using copy = temporaryCopy("numbered.mp4");
  const video = await probeVideo(await findFfmpeg(), copy.path);
  for await (const { frame } of videoFrames(video, { frames: LISTS[0] })) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (linux) assertEquals(processesNaming(copy.path), 1); // 30 frames are more than a pipe holds
    if (frame === 1) break;
  }
  if (linux) assertEquals(processesNaming(copy.path), 0);
});

Deno.test("an aborted signal ends ffmpeg and the iteration, whenever it comes", async () => {
  using copy = temporaryCopy("numbered.mp4");
  const video = await probeVideo(await findFfmpeg(), copy.path);
  const reason = new Error("enough");
  for (const after of [0, 1, 7]) {
    const controller = new AbortController();
    let seen = 0;
    if (after === 0) controller.abort(reason);
    const error = await assertRejects(async () => {
      for await (const _ of videoFrames(video, { frames: LISTS[0], signal: controller.signal })) {
        if (++seen === after) controller.abort(reason);
      }
    }, Error);
    assertEquals([error, seen], [reason, after]);
    if (linux) assertEquals(processesNaming(copy.path), 0);
  }
});

Deno.test("a reader that is always busy is still aborted by a timer", async () => {
  const video = await open("numbered.mp4");
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("late")), 100);
  await assertRejects(
    async () => {
      for await (const _ of videoFrames(video, { frames: LISTS[0], signal: controller.signal })) {
        for (const begin = performance.now(); performance.now() - begin < 30;);
      }
    },
    Error,
    "late",
  );
  clearTimeout(timer);
});

/** All that reading a video takes. */
const ALLOWED = ["--no-prompt", "--allow-read", "--allow-env", "--allow-run"];

Deno.test({
  name: "ffmpeg ends when the process that reads it is killed",
  ignore: !linux,
  async fn() {
    using copy = temporaryCopy("numbered.mp4");
    const library = new URL("../../../lib/data/video", import.meta.url);
    const code = `
      import { findFfmpeg } from "${library}/ffmpeg.ts";
      import { probeVideo } from "${library}/probe.ts";
      import { videoFrames } from "${library}/video_frames.ts";
      const video = await probeVideo(await findFfmpeg(), ${JSON.stringify(copy.path)});
      const frames = Array.from({ length: 30 }, (_, i) => i);
      for await (const { frame } of videoFrames(video, { frames })) {
        console.log(frame);
        await new Promise((resolve) => setTimeout(resolve, 60000));
      }`;
    Deno.writeTextFileSync(`${copy.path}.ts`, code);
    const config = fixture("../../../deno.json");
    const reader = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--config", config, ...ALLOWED, `${copy.path}.ts`],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    await reader.stdout.getReader().read(); // it has the first frame
    assert(processesNaming(copy.path) > 1, "it and ffmpeg");
    reader.kill("SIGKILL");
    await reader.status;
    assert(await goneSoon(copy.path), "ffmpeg is left");
  },
});
