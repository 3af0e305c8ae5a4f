import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { decodeSafetensors, type StoredTensor } from "../../lib/data/formats/safetensors.ts";
import { scaled, unscaled } from "../../lib/nn/safetensors_scaled.ts";
import { createRng } from "../../lib/random.ts";

type Tensors = Record<string, StoredTensor>;
const parts = (shape: number[], weights: Float32Array): Tensors =>
  Object.fromEntries(scaled("kernel", shape, weights));
const whole = (tensors: Tensors) => Object.fromEntries(unscaled(tensors, "m.st", "or train again"));

Deno.test("numpy makes the same three parts, and reads the same numbers from them", () => {
  const fixture = new URL("../fixtures/twelve_bits.safetensors", import.meta.url).pathname;
  const { tensors } = decodeSafetensors(Deno.readFileSync(fixture));
  const { shape, data } = tensors["given/kernel"];
  for (const [name, part] of scaled("i12/kernel", shape, data as Float32Array)) {
    assertEquals(part, tensors[name]);
  }
  const read = Object.fromEntries(unscaled(tensors, fixture, "or make it anew"));
  assertEquals(Object.keys(read).sort(), ["given/kernel", "i12/kernel", "read/kernel"]);
  assertEquals(read["i12/kernel"], tensors["read/kernel"]);
});

Deno.test("every weight comes back within half of its channel's scale, the largest ones too", () => {
  const rng = createRng("weights");
  for (const magnitude of [1e-44, 1e-37, 1, 1e37]) {
    const shape = [3, 3, 7, 5];
    const weights = Float32Array.from(
      { length: 315 },
      (_, i) => magnitude * (i % 5) * rng.normal(),
    );
    const tensors = parts(shape, weights);
    const { dtype, shape: found, data } = whole(tensors).kernel;
    assertEquals([dtype, found], ["F32", shape] as const);
    const scales = tensors["kernel/scale"].data;
    weights.forEach((weight, i) => {
      const allowed = scales[i % 5] * (0.5 + 2 ** -12); // and the rounding of 2047 scales to float32
      assert(Math.abs(data[i] - weight) <= allowed, `${weight} became ${data[i]}`);
    });
    assert(data.every((weight, i) => i % 5 > 0 || weight === 0), "a channel of zeros");
  }
});

Deno.test("a vector, an empty tensor and bytes by hand", () => {
  const { kernel, "kernel/low": low } = parts([3, 1], new Float32Array([2047, -2047, -1]));
  assertEquals([...kernel.data], [127, -128, -1]);
  assertEquals([...low.data], [0x1f, 0x0f]); // the first in the lower half of a byte
  assertEquals(whole(parts([0, 4], new Float32Array(0))).kernel.data, new Float32Array(0));
});

Deno.test("what is not finite is refused when saving, by its value", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const save = () => scaled("psiC/fc1/kernel", [2, 1], new Float32Array([1, bad]));
    const { message } = assertThrows(save, UserError, "'psiC/fc1/kernel'");
    assertStringIncludes(message, `holds ${bad}`);
  }
});

const good = parts([3, 2], new Float32Array([1, 2, 3, 4, 5, 6]));
const scale = (...numbers: number[]): Tensors => ({
  "kernel/scale": { dtype: "F32", shape: [numbers.length], data: new Float32Array(numbers) },
});
const without = (name: string) =>
  Object.fromEntries(Object.entries(good).filter(([other]) => other !== name));
const DAMAGED: Record<string, [Tensors, string]> = {
  "no scales": [without("kernel/scale"), "'kernel/scale' is absent, expected F32 [2]"],
  "no lower bits": [without("kernel/low"), "'kernel/low' is absent, expected U8 [3]"],
  "too few scales": [{ ...good, ...scale(1) }, "'kernel/scale' is F32 [1], expected F32 [2]"],
  "other lower bits": [{ ...good, "kernel/low": good.kernel }, "'kernel/low' is I8 [3,2]"],
  "a scale that is no number": [{ ...good, ...scale(1, NaN) }, "'kernel/scale' holds NaN"],
  "an infinite scale": [{ ...good, ...scale(Infinity, 1) }, "'kernel/scale' holds Infinity"],
  "a negative scale": [{ ...good, ...scale(-1, 1) }, "'kernel/scale' holds -1"],
};
for (const [what, [tensors, part]] of Object.entries(DAMAGED)) {
  Deno.test(`damaged weights are refused: ${what}`, () => {
    const { message } = assertThrows(() => whole(tensors), UserError, part);
    assertStringIncludes(message, "m.st");
    assertStringIncludes(message, "or train again");
  });
}
