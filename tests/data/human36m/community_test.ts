import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  communityName,
  readCommunityPoints,
  readCommunityPoses,
} from "../../../lib/data/human36m/community.ts";
import { CAMERAS } from "../../../lib/data/human36m/names.ts";
import { prepareHuman36m } from "../../../lib/data/human36m/prepare_human36m.ts";
import { openPrepared } from "../../../lib/data/prepared/open_prepared.ts";
import { UserError } from "../../../lib/errors.ts";

const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const MINIATURE = here("miniatures/human36m");
const FIXTURES = here("fixtures/formats");

Deno.test("takes have the community's names", () => {
  assertEquals(communityName("TakingPhoto 1"), "Photo 1");
  assertEquals(communityName("WalkingDog"), "WalkDog");
  assertEquals(communityName("WalkTogether 1"), "WalkTogether 1");
});

Deno.test("without official poses the community's give the same sequences, to 0.001 mm and 0.05 px", async () => {
  const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });
  const copier = (from: string) => (path: string) => {
    Deno.mkdirSync(join(from, path, ".."), { recursive: true });
    Deno.copyFileSync(join(MINIATURE, path), join(from, path));
  };
  const takes = [["S1", "TakingPhoto"], ["S9", "SittingDown"]];
  const videos = takes.flatMap(([subject, name]) =>
    CAMERAS.map(({ id }) => `${subject}/Videos/${name}.${id}.mp4`)
  );
  const options = { size: 16, protocols: ["1"], fps: 10, poses: "mono", crop: "joints" } as const;
  const prepared = async (files: readonly string[]) => {
    const [from, to] = [folder(), folder()];
    ["metadata.xml", ...videos, ...files].forEach(copier(from));
    const { sequences, failed } = await prepareHuman36m({ ...options, from, to });
    assertEquals([sequences, failed], [8, []]);
    return openPrepared(to, { fps: 10 }).sequences;
  };
  // The world's poses: the miniature's files in camera axes are rounded to 1/64 mm.
  const official = await prepared(
    takes.map(([subject, name]) => `${subject}/MyPoseFeatures/D3_Positions/${name}.cdf`),
  );
  const community = await prepared(["data_3d_h36m.npz", "data_2d_h36m_gt.npz"]);
  community.forEach((sequence, i) => {
    const other = official[i];
    assertEquals([sequence.id, sequence.frames], [other.id, other.frames]);
    for (const [name, most] of [["pose3d", 1e-3], ["root", 1e-3], ["pose2d", 0.05 / 16]] as const) {
      const worst = Math.max(...sequence[name].map((value, i) => Math.abs(value - other[name][i])));
      assert(worst < most, `${sequence.id}: ${name} differs by ${worst}`);
    }
  });
});

Deno.test("universal poses are not taken from the community's, which have each subject's own bones", async () => {
  const lines: string[] = [];
  const from = Deno.makeTempDirSync({ prefix: "posemachine" });
  Deno.mkdirSync(join(from, "S9/Videos"), { recursive: true });
  for (const name of ["metadata.xml", "data_3d_h36m.npz", "S9/Videos/SittingDown.54138969.mp4"]) {
    Deno.copyFileSync(join(MINIATURE, name), join(from, name));
  }
  const options = { size: 16, protocols: ["1"], fps: 10, crop: "joints" } as const;
  const to = Deno.makeTempDirSync({ prefix: "posemachine" });
  const log = (line: string) => lines.push(line);
  const prepared = prepareHuman36m({ ...options, from, to, poses: "universal", log });
  await assertRejects(() => prepared, UserError, "No sequence of any action can be made");
  assert(lines.some((line) => /missing: \d+ poses files of S9/.test(line)), lines.join("\n"));
});

Deno.test("files of other joints or of other forms are refused with their names", () => {
  const legs = join(FIXTURES, "data_2d_h36m_gt.npz");
  assertThrows(() => readCommunityPoints(legs), UserError, "pairs the joints [[4,5,6],[1,2,3]]");
  const dtypes = join(FIXTURES, "h36m_test.npz");
  assertThrows(() => readCommunityPoses(dtypes), UserError, "holds no array 'positions_3d'");
  const points = join(MINIATURE, "data_2d_h36m_gt.npz");
  assertThrows(() => readCommunityPoses(points), UserError, "holds no array 'positions_3d'");
});
