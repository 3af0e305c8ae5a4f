import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { type NpyArray, openNpz, type PickleDict, UserError } from "posemachine";
import { withFolder } from "../../engine/fake_machine.ts";
import { expected, fixtureBytes, fixturePath, objectIn } from "./numpy_fixtures.ts";

/** Subjects, actions and frames of the positions, in the order in which their numbers were counted. */
const SEQUENCES = [["S1", "Directions 1", 1], ["S1", "Walking", 2], ["S9", "Walking", 1]] as const;

Deno.test("VideoPose3D's 3D positions: subject, action, float32 (frames, 32, 3), NumPy 1, compressed", () => {
  const positions = objectIn("data_3d_h36m.npz", "positions_3d") as PickleDict;
  let start = 0;
  for (const [subject, action, frames] of SEQUENCES) {
    const array = (positions.get(subject) as PickleDict).get(action);
    assertEquals(array as NpyArray, expected("f4", [frames, 32, 3], start));
    start += frames * 32 * 3;
  }
});

Deno.test("VideoPose3D's 2D positions: subject, action, four cameras of (frames, 17, 2); metadata", () => {
  const positions = objectIn("data_2d_h36m_gt.npz", "positions_2d") as PickleDict;
  let start = 0;
  for (const [subject, action, frames] of SEQUENCES) {
    const cameras = (positions.get(subject) as PickleDict).get(action) as NpyArray[];
    assertEquals(cameras.length, 4);
    for (const camera of cameras) {
      assertEquals(camera, expected("f4", [frames, 17, 2], start));
      start += frames * 17 * 2;
    }
  }
  const metadata = objectIn("data_2d_h36m_gt.npz", "metadata") as PickleDict;
  assertEquals(metadata.get("num_joints"), 17);
  assertEquals(metadata.get("keypoints_symmetry") as number[][], [[4, 5, 6], [1, 2, 3]]);
});

Deno.test("mmpose's annotations: names of pictures, boxes, joints in the picture and in space", () => {
  const npz = openNpz(fixturePath("h36m_test.npz"));
  assertEquals(npz.names, ["imgname", "center", "scale", "part", "S"]);
  const name = (frame: string) =>
    `S9/S9_Directions_1.54138969/S9_Directions_1.54138969_${frame}.jpg`;
  assertEquals(npz.read("imgname"), { shape: [2], texts: [name("000001"), name("000006")] });
  assertEquals(npz.read("center"), expected("f8", [2, 2]));
  assertEquals(npz.read("scale"), expected("f8", [2]));
  assertEquals(npz.read("part"), expected("f8", [2, 17, 3]));
  assertEquals(npz.read("S"), expected("f8", [2, 17, 4]));
});

Deno.test("a name that is not there is answered with those that are", () => {
  const npz = openNpz(fixturePath("h36m_test.npz"));
  const { message } = assertThrows(
    () => npz.read("positions_3d"),
    UserError,
    "h36m_test.npz holds",
  );
  assertStringIncludes(message, "'positions_3d': it has imgname, center, scale, part, S");
});

Deno.test("errors name the archive, the array and the byte; files of other kinds are left out", () =>
  withFolder((folder) => {
    const path = `${folder}/a.npz`;
    const damaged = fixtureBytes("numpy_version_1.npy").slice(0, -1);
    Deno.writeFileSync(path, zipSync({ "x.npy": damaged, "notes.txt": new Uint8Array(3) }));
    const npz = openNpz(path);
    assertEquals(npz.names, ["x"]);
    assertThrows(
      () => npz.read("x"),
      UserError,
      `${path}, x.npy, byte 128: expected 6 items (24 by`,
    );
    assertThrows(() => npz.read("notes"), UserError, "holds no array 'notes': it has x");
  }));

Deno.test("an archive with a name twice, a damaged one and none at all are refused", () =>
  withFolder((folder) => {
    const path = `${folder}/a.npz`;
    const twice = zipSync({ "x.npy": new Uint8Array(1), "y.npy": new Uint8Array(1) });
    const places = [...twice.keys()].filter((at) => twice[at] === 0x79 && twice[at + 1] === 0x2e);
    assertEquals(places.length, 2); // the file's own header and the directory
    for (const at of places) twice[at] = 0x78;
    Deno.writeFileSync(path, twice);
    assertThrows(() => openNpz(path), UserError, `${path} holds 'x' twice: write it again`);
    Deno.writeFileSync(path, fixtureBytes("data_3d_h36m.npz").slice(0, 500));
    assertThrows(
      () => openNpz(path),
      UserError,
      `Cannot unpack ${path}: no central directory. Copy`,
    );
    const { message } = assertThrows(() => openNpz(`${folder}/none.npz`), UserError, "none.npz: ");
    assert(!message.includes("Delete"), "users' own files are not to be deleted");
  }));
