import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../../lib/errors.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from "../../../lib/data/formats/safetensors.ts";

const EXAMPLE: Record<string, StoredTensor> = {
  high: { dtype: "I8", shape: [2], data: new Int8Array([-128, 127]) },
  mask: { dtype: "U8", shape: [3], data: new Uint8Array([1, 0, 255]) },
  "psiC/fc1/kernel": { dtype: "F32", shape: [2, 2], data: new Float32Array([1, -2, 0.1, 1e-40]) },
  steps: { dtype: "I32", shape: [], data: new Int32Array([-7]) },
  half: { dtype: "F16", shape: [1, 3], data: new Float32Array([1, -0.5, 65504]) },
};

/** A file with any header text and `numbers` bytes of numbers. */
function fileWith(header: string, numbers = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (start: number, end: number, shape = [1], dtype = "F32") =>
  JSON.stringify({ dtype, shape, data_offsets: [start, end] });

Deno.test("what is encoded is decoded, types, shapes, metadata and all", () => {
  const metadata: Record<string, string> = { config: '{"preset":"small"}', note: 'a "quoted" ä' };
  const decoded = decodeSafetensors(encodeSafetensors(EXAMPLE, metadata));
  assertEquals({ ...decoded.metadata }, metadata);
  assertEquals(Object.keys(decoded.tensors).sort(), Object.keys(EXAMPLE).sort());
  for (const [name, tensor] of Object.entries(EXAMPLE)) {
    assertEquals(decoded.tensors[name], tensor);
  }
});

Deno.test("the bytes are those of the format: length, padded JSON, aligned little-endian numbers", () => {
  const bytes = encodeSafetensors(EXAMPLE, { seed: "1" });
  assertEquals(bytes, encodeSafetensors(EXAMPLE, { seed: "1" }));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assertEquals(length % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assertEquals(header.__metadata__, { seed: "1" });
  assertEquals(header["psiC/fc1/kernel"], { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] });
  assertEquals(header.mask.data_offsets, [28, 31]); // narrow types last: the others stay aligned
  assertEquals(bytes.length, 8 + length + 31);
  assertEquals([...bytes.subarray(8 + length, 12 + length)], [0, 0, 0x80, 0x3f]); // 1 as float32
  assertEquals([...bytes.subarray(8 + length + 20, 8 + length + 22)], [0x00, 0x3c]); // 1 as float16
});

Deno.test("F16 rounds to nearest even and refuses what it cannot hold", () => {
  const values = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519.99, 2 ** -25, 2 ** -24, -0, Infinity, NaN];
  const data = new Float32Array(values);
  const stored = encodeSafetensors({ x: { dtype: "F16", shape: [values.length], data } });
  assertEquals(
    decodeSafetensors(stored).tensors.x.data,
    new Float32Array([1, 1 + 2 ** -9, 65504, 0, 2 ** -24, -0, Infinity, NaN]),
  );
  const large = new Float32Array([1, 65520]);
  const encode = () => encodeSafetensors({ x: { dtype: "F16", shape: [2], data: large } });
  assertStringIncludes(assertThrows(encode, UserError, "'x'").message, "65520");
});

Deno.test("a file cut anywhere is refused as truncated", () => {
  const bytes = encodeSafetensors(EXAMPLE);
  for (const kept of [0, 5, 8, 40, bytes.length - 30, bytes.length - 1]) {
    const error = assertThrows(() => decodeSafetensors(bytes.slice(0, kept), "m.st"), UserError);
    assertStringIncludes(error.message, "m.st is not a whole safetensors file: it is truncated");
    assertStringIncludes(error.message, "again");
  }
});

const BROKEN: [string, Uint8Array, string][] = [
  ["overlap", fileWith(`{"a":${entry(0, 4)},"b":${entry(2, 6)}}`, 6), "'b' starts at byte 2"],
  ["gap", fileWith(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), "'b' starts at byte 8"],
  ["short offsets", fileWith(`{"a":${entry(0, 4, [2])}}`, 4), "needs 8 bytes"],
  ["reversed offsets", fileWith(`{"a":${entry(4, 0)}}`, 4), "span -4"],
  ["bytes left over", fileWith(`{"a":${entry(0, 4)}}`, 9), "5 bytes at its end"],
  ["unknown dtype", fileWith(`{"a":${entry(0, 4, [1], "F8")}}`, 4), 'dtype "F8"'],
  ["negative shape", fileWith(`{"a":${entry(0, 4, [-1])}}`, 4), "shape [-1]"],
  ["duplicate name", fileWith(`{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4), "'a' twice"],
  ["metadata not text", fileWith(`{"__metadata__":{"step":1}}`), "__metadata__"],
  ["a list", fileWith("[1]"), "not a JSON object"],
  ["no JSON", fileWith("{oops"), "cannot be read"],
  ["a huge header", new Uint8Array(16).fill(255), "claims 18446744073709552000 bytes"],
];
for (const [what, bytes, part] of BROKEN) {
  Deno.test(`a malformed file is refused: ${what}`, () => {
    const error = assertThrows(() => decodeSafetensors(bytes, "m.safetensors"), UserError);
    assertStringIncludes(error.message, "m.safetensors");
    assertStringIncludes(error.message, part);
  });
}
