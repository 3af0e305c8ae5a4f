import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import {
  cropSquare,
  fromCrop,
  H36M_17,
  h36mPose,
  KTH_14,
  kthCrops,
  openKth,
  projectAffine,
  readPicture,
  toCrop,
  UserError,
} from "posemachine";
import truth from "../../miniatures/kth/truth.json" with { type: "json" };
import { mutationCount, mutations } from "../formats/mutations.ts";
import { MINIATURE, withCopy } from "./kth_fixture.ts";

/** The true pose of a frame in H36M-17, mm. */
const truePose = (frame: number) => Float32Array.from(truth.poses[frame]);

Deno.test("poses come back as they were made, to a hundredth of a millimetre", () => {
  const { frames, poses } = openKth(MINIATURE);
  assertEquals(frames, truth.poses.length);
  for (let frame = 0; frame < frames; frame++) {
    const whole = truePose(frame);
    KTH_14.h36m.forEach((joint, own) => {
      for (const c of [0, 1, 2]) {
        const read = 1000 * poses[3 * (14 * frame + own) + c];
        assert(Math.abs(read - whole[3 * joint + c]) < 0.01, `${KTH_14.joints[own]}: ${read} mm`);
      }
    });
  }
});

Deno.test("every camera sees the poses where the positions in its pictures are", () => {
  const { poses, cameras } = openKth(MINIATURE);
  for (const { name, points, matrices } of cameras) {
    projectAffine(matrices, poses).forEach((px, i) =>
      assert(Math.abs(px - points[i]) < 0.05, `${name}, number ${i}: ${px} px, not ${points[i]}`)
    );
  }
});

Deno.test("each frame has the camera that made its picture", () => {
  const { cameras } = openKth(MINIATURE);
  cameras.forEach(({ matrices }, camera) =>
    truth.cameras.forEach((made, frame) =>
      assertEquals(
        [...matrices.subarray(8 * frame, 8 * frame + 8)],
        made[camera].map(Math.fround),
      )
    )
  );
});

Deno.test("a picture has its joints on the figure, and a crop holds them all", async () => {
  const { cameras } = openKth(MINIATURE);
  for (const camera of cameras) {
    const picture = await readPicture(camera.pictures[1]);
    assertEquals(picture.full, { width: truth.width, height: truth.height });
    const crop = kthCrops(camera)[1]!;
    const points = toCrop(crop, camera.points.subarray(28, 56));
    assert(points.every((share) => share > 0.1 && share < 0.9));
    const rgb = cropSquare(picture, crop, 128);
    const colour = (x: number, y: number) =>
      [0, 1, 2].map((c) => rgb[3 * (Math.floor(y) * 128 + Math.floor(x)) + c]);
    const backdrop = colour(2, 2);
    for (const joint of ["RKnee", "LElbow", "BottomHead"]) {
      const at = 2 * KTH_14.joints.indexOf(joint);
      const seen = colour(128 * points[at], 128 * points[at + 1]);
      const apart = seen.reduce((sum, value, c) => sum + Math.abs(value - backdrop[c]), 0);
      assert(apart > 60, `${camera.name}, ${joint}: ${seen} on ${backdrop}`);
    }
    fromCrop(crop, points).forEach((px, i) => assert(Math.abs(px - camera.points[28 + i]) < 1e-3));
  }
});

Deno.test("cameras and pictures are taken in natural order, whatever they are called", () => {
  withCopy((folder) => {
    Deno.renameSync(join(folder, "Camera 1"), join(folder, "view10"));
    Deno.renameSync(join(folder, "Camera 2"), join(folder, "view2"));
    Deno.renameSync(join(folder, "Camera 3"), join(folder, "view9"));
    Deno.renameSync(join(folder, "view2", "00001.png"), join(folder, "view2", "20.png"));
    Deno.renameSync(join(folder, "view2", "00003.png"), join(folder, "view2", "100.png"));
    Deno.mkdirSync(join(folder, "__MACOSX"));
    Deno.writeTextFileSync(join(folder, "__MACOSX", "1.png"), "");
    Deno.writeTextFileSync(join(folder, "view9", ".DS_Store"), "");
    const { cameras } = openKth(folder);
    assertEquals(cameras.map(({ name }) => name), ["view2", "view9", "view10"]);
    assertEquals(cameras[0].pictures.map((path) => path.slice(folder.length + 7)), [
      ...["00002.png", "20.png", "100.png"],
    ]);
  });
});

Deno.test("what is missing, or does not fit, is named", () => {
  const refused = (spoil: (folder: string) => void, ...messages: string[]) =>
    withCopy((folder) => {
      spoil(folder);
      for (const message of messages) assertThrows(() => openKth(folder), UserError, message);
    });
  const edit = (folder: string, file: string, change: (lines: string[]) => string[]) => {
    const path = join(folder, file);
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    Deno.writeTextFileSync(path, change(lines).join("\n") + "\n");
  };
  refused((at) => Deno.removeSync(join(at, "cameras.txt")), "has no cameras.txt: expected a seq");
  assertThrows(() => openKth(join(MINIATURE, "..")), UserError, "name one of them: Sequence 1");
  assertThrows(() => openKth(join(MINIATURE, "none")), UserError, "none cannot be read");
  refused((at) => {
    Deno.removeSync(join(at, "cameras.txt"));
    Deno.mkdirSync(join(at, "cameras.txt"));
  }, "cameras.txt cannot be read");
  refused(
    (at) => edit(at, "positions2d.txt", (lines) => lines.with(4, "x")),
    "positions2d.txt, line 5: expected a number or NaN, found 'x'",
  );
  refused(
    (at) => edit(at, "positions3d.txt", (lines) => lines.with(45, "-4e6")),
    "positions3d.txt, frame 2: -4000000 is no coordinate",
  );
  refused(
    (at) => edit(at, "positions2d.txt", (lines) => lines.slice(1)),
    "positions2d.txt: expected 84 numbers a frame (3 x 14 x 2), found 251 in all",
  );
  refused(
    (at) => edit(at, "cameras.txt", (lines) => lines.slice(24)),
    "positions3d.txt has 3 frames, positions2d.txt 3 and cameras.txt 2, of 3 cameras",
  );
  refused(
    (at) => Deno.removeSync(join(at, "Camera 2", "00003.png")),
    "the texts have 3 frames of 3 cameras, so 3 folders of 3 pictures are expected",
    "found 'Camera 1' (3), 'Camera 2' (2), 'Camera 3' (3)",
  );
  refused(
    (at) => Deno.removeSync(join(at, "Camera 2"), { recursive: true }),
    "found 'Camera 1' (3), 'Camera 3' (3)",
  );
});

Deno.test("a joint that is absent spoils nothing else", () => {
  withCopy((folder) => {
    const path = join(folder, "positions2d.txt");
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    const knee = lines.map((line, i) => i === 2 || i === 3 ? "NaN" : line); // frame 0, camera 0
    Deno.writeTextFileSync(path, knee.join("\n"));
    const [camera] = openKth(folder).cameras;
    assert(kthCrops(camera).every((crop) => crop !== null));
    const { visible } = h36mPose(KTH_14, camera.points.subarray(0, 28));
    const unseen = H36M_17.joints.filter((_, joint) => !visible[joint]);
    assertEquals(unseen, ["RKnee", "Spine", "Thorax"]);
    Deno.writeTextFileSync(path, lines.map((line, i) => i < 27 ? "NaN" : line).join("\n"));
    assertEquals(kthCrops(openKth(folder).cameras[0]).map((crop) => crop === null), [
      ...[true, false, false],
    ]);
  });
});

Deno.test("damaged texts are refused, or give what they have lines for", () => {
  const outcomes = { refused: 0, read: 0 };
  withCopy((folder) => {
    for (const file of ["positions2d.txt", "positions3d.txt", "cameras.txt"]) {
      const path = join(folder, file);
      const whole = Deno.readFileSync(path);
      for (const damaged of mutations(whole, mutationCount(60), 1)) {
        Deno.writeFileSync(path, damaged);
        try {
          const { frames, poses, cameras } = openKth(folder);
          assertEquals(poses.length, frames * 42);
          for (const { points, matrices, pictures } of cameras) {
            assertEquals([points.length, matrices.length], [frames * 28, frames * 8]);
            assertEquals(pictures.length, frames);
          }
          outcomes.read++;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          assert(error.message.includes(folder), error.message);
          outcomes.refused++;
        }
      }
      Deno.writeFileSync(path, whole);
    }
  });
  assert(outcomes.refused > 60 && outcomes.read > 10, JSON.stringify(outcomes));
});
