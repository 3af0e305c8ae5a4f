import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { parseCdf } from "../../../lib/data/formats/cdf.ts";
import { communityFiles } from "../../../lib/data/human36m/community.ts";
import { openHuman36mFolder } from "../../../lib/data/human36m/folder.ts";
import { joints17 } from "../../../lib/data/human36m/joints.ts";
import { parseMetadata } from "../../../lib/data/human36m/metadata.ts";
import { CAMERAS } from "../../../lib/data/human36m/names.ts";
import { human36mProtocol } from "../../../lib/data/human36m/protocols.ts";
import { type Human36mSettings, planHuman36m } from "../../../lib/data/human36m/sequences.ts";
import { UserError } from "../../../lib/errors.ts";
import { copiedFiles, MINIATURE } from "./copied_files.ts";

const path = join(MINIATURE, "metadata.xml");
const metadata = parseMetadata(Deno.readTextFileSync(path), path);
const { train, test } = human36mProtocol("1", 50);
const SETTINGS: Human36mSettings = {
  ...{ parts: [train, test], actions: ["SittingDown"], poses: "universal", crop: "joints" },
};
/** S9's universal poses and videos, and what else a test needs. */
const WITH_UNIVERSAL = {
  "Videos": "SittingDown",
  "MyPoseFeatures/D3_Positions_mono_universal": "SittingDown",
};

const planOf = (from: string, settings = SETTINGS) =>
  planHuman36m(
    openHuman36mFolder(from),
    communityFiles(from),
    {
      ...metadata,
      takes: metadata.takes.filter(({ subject, base }) =>
        `${subject} ${base}` === "S9 SittingDown"
      ),
    },
    settings,
  );

/** The official 2D points of S9's SittingDown. */
function officialPoints(camera: number): Float32Array {
  const name = `S9/MyPoseFeatures/D2_Positions/SittingDown.${CAMERAS[camera].id}.cdf`;
  const bytes = Deno.readFileSync(join(MINIATURE, name));
  return joints17(parseCdf(bytes, name).readVariable("Pose"), 2, name);
}

const SOURCES: Readonly<Record<string, () => string>> = {
  "D3_Positions_mono": () =>
    copiedFiles("S9", { ...WITH_UNIVERSAL, "MyPoseFeatures/D3_Positions_mono": "SittingDown" }),
  "D3_Positions": () =>
    copiedFiles("S9", { ...WITH_UNIVERSAL, "MyPoseFeatures/D3_Positions": "SittingDown" }),
  ...Object.fromEntries(
    ["data_3d_h36m.npz", "data_2d_h36m_gt.npz"].map((name) => [name, () => {
      const from = copiedFiles("S9", WITH_UNIVERSAL);
      Deno.copyFileSync(join(MINIATURE, name), join(from, name));
      return from;
    }]),
  ),
};
for (const [name, folder] of Object.entries(SOURCES)) {
  Deno.test(`with universal poses and no D2_Positions, ${name} gives the 2D points`, async () => {
    const { sequences, missing } = planOf(folder());
    assertEquals([sequences.length, missing.filter(({ what }) => what === "2D poses")], [4, []]);
    for (const { camera, labels } of sequences) {
      const { points } = await labels();
      const official = officialPoints(camera);
      assertEquals(points.length, official.length);
      const off = Math.max(...points.map((value, i) => Math.abs(value - official[i])));
      assert(off < 0.05, `camera ${camera}: ${off} px`); // the official points are rounded to 1/16 px
    }
  });
}

Deno.test("universal poses alone do not tell where the joints are in the video: that is missing", () => {
  const { sequences, missing } = planOf(copiedFiles("S9", WITH_UNIVERSAL));
  assertEquals(sequences, []);
  assertEquals(missing.find(({ what }) => what === "2D poses"), {
    ...{ subject: "S9", what: "2D poses", files: 4 },
  });
});

Deno.test("poses and 2D points of different cameras are refused, with both files' names", async () => {
  const poses = "MyPoseFeatures/D3_Positions_mono", points = "MyPoseFeatures/D2_Positions";
  const from = copiedFiles("S9", {
    ...{ "Videos": "SittingDown", [poses]: "SittingDown", [points]: "SittingDown" },
  });
  const file = (folder: string, camera: number) =>
    join(from, "S9", folder, `SittingDown.${CAMERAS[camera].id}.cdf`);
  Deno.copyFileSync(file(points, 1), file(points, 0));
  const { sequences } = planOf(from, { ...SETTINGS, poses: "mono" });
  const error = await assertRejects(() => sequences[0].labels(), UserError);
  assertStringIncludes(error.message, `${file(poses, 0)}: through its camera in metadata.xml`);
  assertStringIncludes(error.message, `px from those of ${file(points, 0)} on average`);
  for (const { labels } of sequences.slice(1)) await labels();
});
