import type { MatValue } from "posemachine";
import expected from "../../fixtures/formats/mat.json" with { type: "json" };

export const fixturePath = (name: string) =>
  new URL(`../../fixtures/formats/${name}`, import.meta.url).pathname;

export const fixtureBytes = (name: string) => Deno.readFileSync(fixturePath(name));

/** What the files hold, as their writer wrote it down. */
export const EXPECTED = expected as {
  values: Record<string, unknown>;
  mpii: Record<string, unknown>;
};

/** A number as JSON spells it: those that JSON lacks, or cannot hold exactly, are texts. */
const plainNumber = (value: number | bigint) =>
  Number.isSafeInteger(Number(value)) || !Number.isInteger(Number(value)) && isFinite(Number(value))
    ? Number(value)
    : `${value}`;

/** A value with all that it holds, as the files' writer writes it down. */
export function plain(value: MatValue): unknown {
  const { kind, shape } = value;
  if (kind === "numeric") {
    return { kind, class: value.class, shape, data: Array.from(value.data, plainNumber) };
  }
  if (kind === "char") return { kind, shape, rows: value.rows };
  const count = Array.from({ length: value.length }, (_, i) => i);
  if (kind === "cell") return { kind, shape, cells: count.map((i) => plain(value.at(i))) };
  // HDF5 lists fields by name, MATLAB 5 in the order that they have in MATLAB.
  const fields = value.fields.toSorted();
  const record = (i: number) =>
    Object.fromEntries(fields.map((field) => [field, plain(value.at(i, field)!)]));
  return { kind, shape, fields, records: count.map(record) };
}

/** The same with the fields of structs by name. */
export function sorted(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(sorted);
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).map(([key, value]) =>
    [key, key === "fields" ? (value as string[]).toSorted() : sorted(value)] as const
  );
  return Object.fromEntries(entries);
}
