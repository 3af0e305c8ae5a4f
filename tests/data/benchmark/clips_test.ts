import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ACTIONS, createRng, H36M_17, UserError } from "posemachine";
import {
  clipsOfAction,
  clipsOfSide,
  TEST_ACTORS,
  TRAINING_ACTORS,
} from "../../../lib/data/benchmark/actions.ts";
import { actionSources } from "../../../lib/data/benchmark/action_sources.ts";
import { type Clip, decodeClips, encodeClips } from "../../../lib/data/benchmark/clips.ts";
import { loadClips } from "../../../lib/data/benchmark/motion_file.ts";
import expected from "../../fixtures/bvh.json" with { type: "json" };

const clips = loadClips();

Deno.test("the motion file holds what Python computes from the BVH files, to half a millimetre", () => {
  for (const { clip, frame, pose } of expected.cmu) {
    const { poses } = clips.find(({ name }) => name === clip)!;
    pose.forEach((value, i) => assertAlmostEquals(poses[frame * 51 + i], value, 0.51));
  }
});

Deno.test("clips stand upright with the left on the left", () => {
  const { poses } = clips.find(({ name }) => name === "02_01")!;
  const at = (name: string) => {
    const i = H36M_17.joints.indexOf(name) * 3;
    return poses.subarray(i, i + 3);
  };
  assert(at("Head")[1] > at("Hip")[1] && at("Hip")[1] > at("LFoot")[1], "Y points up");
  // Left times up is forward: a walker's root moves that way.
  const across = [at("LHip")[0] - at("RHip")[0], at("LHip")[2] - at("RHip")[2]];
  const forward = [-across[1], across[0]];
  const step = [poses[40 * 51] - poses[0], poses[40 * 51 + 2] - poses[2]];
  assert(forward[0] * step[0] + forward[1] * step[1] > 0, "the walker walks forward");
});

Deno.test("clips survive packing to whole millimetres", () => {
  const rng = createRng("clips");
  const poses = Float32Array.from({ length: 4 * 51 }, () => Math.round(rng.uniform(-3000, 3000)));
  const info = { subject: "02", action: "Walking", mapping: "exact", description: "walk" } as const;
  const clip: Clip = { name: "02_99", ...info, frames: 4, poses };
  const other: Clip = { ...clip, name: "02_98", frames: 2, poses: poses.slice(51, 153) };
  assertEquals(decodeClips(encodeClips([clip, other], {}), "memory"), [clip, other]);
});

Deno.test("a motion file that is no such file says how to get it back", () => {
  assertThrows(() => decodeClips(new Uint8Array(9), "m.gz"), UserError, "git checkout data");
  const packed = encodeClips(clips.slice(0, 1), {});
  const cut = packed.subarray(0, packed.length - 100);
  assertThrows(() => decodeClips(cut, "m.gz"), UserError, "m.gz");
});

Deno.test("no training actor ever moves by a test clip, nor the other way round", () => {
  const subjects = (actors: readonly string[]) =>
    new Set(
      actors.flatMap((actor) => ACTIONS.flatMap((action) => clipsOfAction(clips, actor, action)))
        .map((clip) => clip.subject),
    );
  assertEquals([...subjects(TEST_ACTORS)].sort(), ["08", "12", "14"]);
  const training = subjects(TRAINING_ACTORS);
  for (const subject of ["08", "12", "14"]) assert(!training.has(subject), subject);
  assert(
    clipsOfSide(clips, "training").every((clip) => !["08", "12", "14"].includes(clip.subject)),
  );
});

Deno.test("each action has its sources on both sides, or says that it has none", () => {
  const rows = actionSources();
  assertEquals(rows.length, 30);
  const without = rows.filter((row) => row.clips.length === 0).map((row) => [row.action, row.side]);
  assertEquals(without, [["Phoning", "training"], ["Posing", "test"], ["SittingDown", "training"]]);
});
