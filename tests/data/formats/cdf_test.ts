import { assertEquals } from "@std/assert";
import { type Cdf, type CdfVariable, parseCdf } from "posemachine";
import expected from "../../fixtures/formats/cdf.json" with { type: "json" };

const FOLDER = new URL("../../fixtures/formats/", import.meta.url);

interface Expected {
  readonly type: string;
  readonly shape: readonly number[];
  readonly values: (number | string)[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

interface ExpectedFile {
  readonly variables: Readonly<Record<string, Expected>>;
  readonly attributes: Readonly<Record<string, readonly unknown[]>>;
}

const FILES = Object.entries(expected as unknown as Record<string, ExpectedFile>);

const load = (name: string) => Deno.readFileSync(new URL(name, FOLDER));

function values(cdf: Cdf, { name, type }: CdfVariable): [readonly number[], unknown[]] {
  if (type.endsWith("CHAR")) {
    const { shape, texts } = cdf.readTexts(name);
    return [shape, [...texts]];
  }
  const { shape, data } = cdf.readVariable(name);
  return [shape, Array.from(data as ArrayLike<number | bigint>, plain)];
}

/** As the JSON has it: integers of 64 bits as text. */
const plain = (value: number | bigint) => typeof value === "bigint" ? `${value}` : value;

/** Repeats what is stored once along the axes that do not vary, as the oracle does. */
function repeated(stored: unknown[], shape: readonly number[], full: readonly number[]): unknown[] {
  const size = full.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, index) => {
    let rest = index, from = 0, stride = 1;
    for (let axis = full.length - 1; axis >= 0; axis--) {
      if (shape[axis] > 1) from += (rest % full[axis]) * stride;
      stride *= shape[axis];
      rest = Math.floor(rest / full[axis]);
    }
    return stored[from];
  });
}

for (const [name, file] of FILES) {
  Deno.test(`${name}: every variable is what NASA's library reads`, () => {
    const cdf = parseCdf(load(name), name);
    assertEquals(
      cdf.variables.map((variable) => variable.name).sort(),
      Object.keys(file.variables),
    );
    for (const variable of cdf.variables) {
      const oracle = file.variables[variable.name];
      assertEquals(variable.type, oracle.type);
      const [shape, own] = values(cdf, variable);
      assertEquals(shape, variable.shape);
      if (variable.name === "slab") {
        assertEquals([shape, oracle.shape], [[2, 2, 1, 3], [2, 2, 4, 3]]);
      } else if (variable.name === "row") assertEquals([shape, oracle.shape], [[1, 1, 3], [1, 3]]);
      else assertEquals(shape, oracle.shape);
      assertEquals(
        repeated(own, shape, variable.name === "row" ? shape : oracle.shape),
        oracle.values,
      );
    }
  });

  Deno.test(`${name}: attributes of the file and of its variables are read`, () => {
    const cdf = parseCdf(load(name), name);
    const json = (value: unknown) =>
      typeof value === "string" ? value : numbers(value as ArrayLike<number | bigint>);
    const own = Object.fromEntries(
      Array.from(cdf.attributes, ([key, entries]) => [key, entries.map(json)]),
    );
    assertEquals(own, file.attributes);
    for (const { name, attributes } of cdf.variables) {
      const own = Object.fromEntries(Array.from(attributes, ([key, value]) => [key, json(value)]));
      assertEquals(own, file.variables[name].attributes ?? {});
    }
  });
}

/** The oracle gives one number as it is, several as a list. */
function numbers(value: ArrayLike<number | bigint>): unknown {
  const all = Array.from(value, plain);
  return all.length === 1 ? all[0] : all;
}
