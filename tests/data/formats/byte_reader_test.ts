import { assertEquals, assertThrows } from "@std/assert";
import { ByteReader } from "../../../lib/data/formats/byte_reader.ts";
import { UserError } from "../../../lib/errors.ts";

Deno.test("Latin-1 text has one character for each byte, the control characters included", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const text = new ByteReader({ bytes, source: "a", format: "a text" }).latin1(256, "text");
  assertEquals([...text].map((char) => char.charCodeAt(0)), [...bytes]);
});

Deno.test("what is not supported is refused with its place and its own remedy", () => {
  const reader = new ByteReader({ bytes: new Uint8Array(8), source: "a.npy", format: "a text" });
  reader.u32("a number");
  const refuse = () => reader.refuse("it is complex", "Save its real part");
  assertThrows(refuse, UserError, "a.npy, byte 4: it is complex. Save its real part");
});
