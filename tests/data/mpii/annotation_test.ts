import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import type { MpiiAnnotation } from "../../../lib/data/mpii/annotation.ts";
import { parseMpiiJson } from "../../../lib/data/mpii/json.ts";
import { readMpiiMat } from "../../../lib/data/mpii/mat.ts";
import type { MpiiPerson } from "../../../lib/data/mpii/people.ts";
import { UserError } from "../../../lib/errors.ts";
import truth from "../../miniatures/mpii/truth.json" with { type: "json" };
import { mutationCount, mutations } from "../formats/mutations.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/mpii", import.meta.url));
const MAT = join(MINIATURE, "mpii_human_pose_v1_u12_1.mat");
const jsonPath = (part: string) => join(MINIATURE, `annot/${part}.json`);
const json = (part: string) =>
  parseMpiiJson(Deno.readTextFileSync(jsonPath(part)), jsonPath(part)).people;

/** Picture after picture, in each the order of the file. */
const byPicture = (people: readonly MpiiPerson[]) =>
  people.toSorted((a, b) => a.image < b.image ? -1 : a.image > b.image ? 1 : 0);

const near = (a: number, b: number, what: string) =>
  assert(Math.abs(a - b) < 0.01, `${what}: ${a}, not ${b}`);

Deno.test("the release's file gives the true people, to 0.01 px, through all its traps", async () => {
  const { people, leftOut } = await readMpiiMat(MAT);
  const expected = truth.pictures.flatMap((picture) =>
    picture.labelled.map((p) => ({ image: picture.name, ...picture.persons[p] }))
  );
  assertEquals(people.map(({ image }) => image), expected.map(({ image }) => image));
  people.forEach(({ image, centre, scale, joints, annotated }, i) => {
    const person = expected[i];
    near(scale, person.scale, image);
    centre.forEach((px, c) => near(px, person.centre[c], image));
    person.joints.forEach((joint, j) => {
      assertEquals(annotated[j], joint ? 1 : 0, `${image}, joint ${j}`);
      [0, 1].forEach((c) => near(joints[2 * j + c], joint?.[c] ?? 0, `${image}, joint ${j}`));
    });
  });
  assertEquals(leftOut, {
    "pictures of the test part": 2,
    "people without an annotated joint": 1,
    "training pictures without people": 1,
  });
});

Deno.test("the JSON that most use gives the same people", async () => {
  const { people } = await readMpiiMat(MAT);
  assertEquals(byPicture([...json("train"), ...json("valid")]), byPicture(people));
});

Deno.test("a file that is something else is refused with what was expected", async () => {
  const fixture = (name: string) =>
    fileURLToPath(new URL(`../../fixtures/formats/${name}`, import.meta.url));
  await assertRejects(
    () => readMpiiMat(fixture("humaneva.mat")),
    UserError,
    "no variable 'RELEASE'",
  );
  await assertRejects(() => readMpiiMat(jsonPath("train")), UserError, "neither a MATLAB file");
});

/** A label that training can use: finite places, and 0 where nothing is known. */
function assertWellFormed({ people }: MpiiAnnotation, most: number) {
  assert(people.length <= most, `${people.length} people`);
  for (const { image, centre, scale, joints, annotated } of people) {
    assert(image.length > 0 && scale > 0 && [scale, ...centre, ...joints].every(Number.isFinite));
    assertEquals([joints.length, annotated.length], [32, 16]);
    annotated.forEach((known, j) => {
      assert(known === 1 || (known === 0 && joints[2 * j] === 0 && joints[2 * j + 1] === 0));
    });
    assert(annotated.includes(1));
  }
}

/** The file as MATLAB writes it with -v6: a checksum would tell of nearly every damage before a reader does. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const variable = inflateSync(bytes.subarray(128 + 8)); // its one variable, behind header and tag
  return Uint8Array.from([...bytes.subarray(0, 128), ...variable]);
}

/** Of each file: enough to see an error come back. */
const COUNT = mutationCount(250);

Deno.test("damaged annotations give a UserError or people that are well formed", async () => {
  const counted = { errors: 0, readable: 0 };
  const file = join(Deno.makeTempDirSync({ prefix: "posemachine" }), "mpii.mat");
  const outcome = async (read: () => MpiiAnnotation | Promise<MpiiAnnotation>, most: number) => {
    try {
      assertWellFormed(await read(), most);
      counted.readable++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      counted.errors++;
    }
  };
  for (const bytes of mutations(unpacked(Deno.readFileSync(MAT)), COUNT, 1)) {
    Deno.writeFileSync(file, bytes);
    await outcome(() => readMpiiMat(file), 100);
  }
  for (const bytes of mutations(Deno.readFileSync(jsonPath("train")), COUNT, 2)) {
    const text = new TextDecoder().decode(bytes);
    await outcome(() => parseMpiiJson(text, "train.json"), 100);
  }
  assert(counted.errors > COUNT / 2 && counted.readable > 0, JSON.stringify(counted));
});

const person = {
  image: "a.jpg",
  center: [101, 201],
  scale: 2,
  joints: Array.from({ length: 16 }, (_, j) => [10 * j + 1, 10 * j + 2]),
  joints_vis: Array.from({ length: 16 }, (_, j) => j === 3 ? 0 : 1),
};

Deno.test("the common JSON counts pixels from 1", () => {
  const [{ centre, joints, annotated }] =
    parseMpiiJson(JSON.stringify([person]), "train.json").people;
  assertEquals(centre, [100, 200]);
  assertEquals([...joints.subarray(0, 4)], [0, 1, 10, 11]);
  assertEquals([annotated[3], ...joints.subarray(6, 8)], [0, 0, 0]);
});

Deno.test("people of whom too little is known are counted, and why", () => {
  const unknown = { ...person, joints: person.joints.map(() => [-1, -1]) };
  const { people, leftOut } = parseMpiiJson(
    JSON.stringify([
      { ...person, joints_vis: person.joints_vis.map(() => 0) },
      unknown, // the places say so, whatever the flags do
      { ...person, center: [-1, -1], scale: -1 },
      person,
    ]),
    "train.json",
  );
  assertEquals([people.length, leftOut], [1, {
    "people without an annotated joint": 2,
    "people without a place or a scale": 1,
  }]);
});

Deno.test("another JSON is refused, the file, person, picture and field named", () => {
  const fails = (value: unknown, message: string) =>
    assertThrows(() => parseMpiiJson(JSON.stringify(value), "train.json"), UserError, message);
  fails({}, "no list of people");
  fails([person, { ...person, scale: "2" }], "train.json: person 1 (picture a.jpg), scale");
  fails([{ ...person, joints: person.joints.slice(1) }], "person 0 (picture a.jpg), joints");
  fails([{ ...person, image: 7 }], "person 0, image");
  fails([{ ...person, scale: 1e9 }], "person 0 (picture a.jpg): the scale is 1000000000");
  const far = [[1e200, 3], ...person.joints.slice(1)];
  fails([{ ...person, joints: far }], "(picture a.jpg): joint 0 (RAnkle) is at (1e+200, 3)");
  assertThrows(() => parseMpiiJson("[", "train.json"), UserError, "train.json is no JSON");
});
