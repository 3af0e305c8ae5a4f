import { assertEquals, assertThrows } from "@std/assert";
import { matField, matNumber, type MatStruct, matText, parseMat5, UserError } from "posemachine";
import { fixtureBytes } from "./mat_fixtures.ts";

const release = parseMat5(fixtureBytes("mpii.mat"), "mpii.mat").get("RELEASE")!;
const annolist = matField(release, "annolist") as MatStruct;

Deno.test("fields of single structs are followed down, to the first that is absent or empty", () => {
  assertEquals(matText(matField(annolist.at(0, "image"), "name")), "015601864.jpg");
  const people = annolist.at(0, "annorect") as MatStruct;
  const first = people.at(0, "annopoints"), second = people.at(1, "annopoints");
  assertEquals(matField(first, "point")?.shape, [1, 3]);
  assertEquals(matField(second, "point"), undefined, "annopoints is empty");
  const alone = annolist.at(1, "annorect");
  assertEquals(matNumber(matField(alone, "objpos.x")), 594);
  assertEquals(matField(alone, "annopoints.point"), undefined, "annopoints is absent");
  assertEquals(matField(annolist.at(2, "annorect"), "objpos"), undefined, "annorect is empty");
  assertEquals(matField(undefined, "x"), undefined);
});

Deno.test("one of several structs must be chosen", () => {
  const found = "Expected one struct that has 'image' of 'annolist.image', found 3";
  assertThrows(() => matField(release, "annolist.image"), UserError, found);
});

Deno.test("is_visible is a number, a text that spells one, or nothing", () => {
  const points = matField(
    (annolist.at(0, "annorect") as MatStruct).at(0, "annopoints"),
    "point",
  ) as MatStruct;
  assertEquals([0, 1, 2].map((i) => matNumber(points.at(i, "is_visible"))), [1, 0, undefined]);
  assertEquals(matNumber({ kind: "char", shape: [1, 2], rows: ["no"] }), undefined);
  assertEquals(matNumber({ kind: "char", shape: [1, 1], rows: [" "] }), undefined);
  assertEquals(matNumber(release), undefined);
  const whole = { kind: "numeric", class: "int64", shape: [1, 1] } as const;
  assertEquals(matNumber({ ...whole, data: BigInt64Array.of(-3n) }), -3);
  assertEquals(matText({ ...whole, data: BigInt64Array.of(65n) }), undefined);
});
