import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { measure } from "../../lib/experiments/measure.ts";
import { panelFrames } from "../../lib/experiments/panel.ts";
import { panelJson, readPanel, writePanel } from "../../lib/experiments/panel_file.ts";
import { mpjpe } from "../../lib/metrics.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating", "Phoning", "Sitting", "Posing"]);
const predictor = smallPredictor(dataset);
const provenance = { checkpoint: "small@0123", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
const { results } = measure(dataset, predictor, provenance);
const panel = panelFrames(results, dataset, predictor);

Deno.test("frames of four actions are taken in the order of what the correction's steps gain", () => {
  const { frames } = panel;
  assertEquals(new Set(frames.map(({ title }) => title.split(",")[0])).size, 4);
  const shares = frames.map(({ title }) => parseInt(title.split("\n")[2]));
  assertEquals(shares, [90, 70, 50, 10]);

  // Every gain anew, from the poses: the first frame stands where nine tenths gain less.
  const poses = (name: string) => results.find((row) => row.name === name)!.poses;
  const gains: number[] = [];
  let at = 0;
  for (const { frames, pose3d } of dataset.sequences) {
    for (let f = 0; f < frames; f++, at++) {
      const truth = pose3d.subarray(51 * f, 51 * f + 51);
      const error = (name: string) => mpjpe(poses(name).subarray(51 * at, 51 * at + 51), truth, 17);
      gains.push(error("w/o SSC test") - error("ours"));
    }
  }
  const gain = frames[0].regressed_mm - frames[0].corrected_mm;
  // Many frames gain alike, those that are discarded nothing at all.
  const less = gains.filter((other) => other < gain - 1e-3).length;
  const noMore = gains.filter((other) => other < gain + 1e-3).length;
  const place = 0.9 * (gains.length - 1);
  assert(less <= place + 1 && place - 1 <= noMore, `${less} to ${noMore} of ${gains.length}`);
  assert(panel.rule.includes(`all ${gains.length} frames`));
});

Deno.test("a frame's poses, picture and errors belong together", () => {
  for (const frame of panel.frames) {
    const error = mpjpe(frame.corrected, frame.truth, 17);
    assertAlmostEquals(error, frame.corrected_mm, 1e-3);
    assertAlmostEquals(mpjpe(frame.intermediate, frame.truth, 17), frame.intermediate_mm, 1e-3);
    assertEquals([frame.picture.length, frame.pose2d.length], [8 * 8 * 3, 34]);
  }
});

Deno.test("a panel is read as it was written, to the digits that it keeps", () => {
  const path = `${Deno.makeTempDirSync()}/panel.json`;
  const again = readPanel(writePanel(path, panel));
  assertEquals(panelJson(again), panelJson(panel));
  assertEquals(again.frames[0].picture, panel.frames[0].picture);
  again.frames[0].truth.forEach((value, i) =>
    assertAlmostEquals(value, panel.frames[0].truth[i], 6e-3)
  );
});

Deno.test("a missing or damaged panel is a user error that says how to get one", () => {
  const path = `${Deno.makeTempDirSync()}/panel.json`;
  const read = () => readPanel(path);
  assertThrows(read, UserError, "it is not there): run `deno task evaluate`");
  Deno.writeTextFileSync(path, panelJson(panel).slice(0, 500));
  assertThrows(read, UserError, "run `deno task evaluate`");
  Deno.writeTextFileSync(path, panelJson({ ...panel, frames: [] }));
  assertThrows(read, UserError, "damaged at frames");
  const [frame] = panel.frames;
  const short = { ...frame, truth: frame.truth.slice(3) };
  Deno.writeTextFileSync(path, panelJson({ ...panel, frames: [short] }));
  assertThrows(read, UserError, "damaged at frames.0 (poses and picture do not fit together)");
});
