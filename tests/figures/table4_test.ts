import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { table4Figure } from "../../lib/figures/table4.ts";
import { THEME } from "../../lib/figures/theme.ts";

const ROWS = [
  { method: "Zhou et al. [14]", variant: "K = 64", published_ms: 880, measured_ms: 90 },
  { method: "Lin et al. [21]", variant: "5 frames", published_ms: null, measured_ms: 480 },
  { method: "ours", variant: "frame by frame", published_ms: 51, measured_ms: 600 },
].map((row) => ({
  ...row,
  ci_low: 0.9 * row.measured_ms,
  ci_high: 1.2 * row.measured_ms,
  times_ours: row.measured_ms / 600,
  coverage_percent: 98.8,
  ...{ engine: "native: libtensorflow", machine: "linux, 2 cores" },
}));

const figure = table4Figure(ROWS);
const [printed, measured] = figure.data as {
  x: number[];
  y: number[];
  error_x?: { array: number[]; arrayminus: number[] };
  marker: { color: string[] };
}[];
const texts = figure.layout.annotations as { text: string; y: number }[];

Deno.test("rows stand in the order of the table; what was not printed has no mark", () => {
  assertEquals([measured.x, measured.y], [[90, 480, 600], [2, 1, 0]]);
  assertEquals([printed.x, printed.y], [[880, 51], [2, 0]]);
  assertEquals(measured.marker.color, [THEME.ink, THEME.ink, THEME.rows["ours"]]);
});

Deno.test("intervals reach from end to end", () => {
  assertAlmostEquals(measured.error_x!.array[1], 96, 1e-9);
  assertAlmostEquals(measured.error_x!.arrayminus[1], 48, 1e-9);
});

Deno.test("both ratios to ours are written, also where they disagree", () => {
  const line = (place: number) =>
    texts.slice(6).filter(({ y }) => y === place).map(({ text }) => text);
  assertEquals(line(2), ["90.0", "880", "0.1×", "17×"]);
  assertEquals(line(1), ["480", "", "0.8×", ""]);
  assertEquals(line(0), ["600", "51.0", "1.0×", "1.0×"]);
  assert(figure.description.includes("Lin et al. [21], 5 frames 480 ms (not printed; times"));
});

Deno.test("without ours there are no ratios, without rows no figure", () => {
  const others = ROWS.slice(0, 2).map((row) => ({ ...row, times_ours: null }));
  assert(!table4Figure(others).description.includes("times ours"));
  assertThrows(() => table4Figure([]), UserError, "measure");
});

Deno.test("the figure says how sure its intervals are, and which engine and machine measured", () => {
  const [place, key] = texts.map(({ text }) => text);
  assertEquals(place, "measured with native: libtensorflow; linux, 2 cores");
  assert(key.endsWith("filled: measured, 98.8 % interval of the median"), key);
  const where = "Table 4, measured with native: libtensorflow; linux, 2 cores: Zhou et al. [14]";
  assert(figure.description.startsWith(where), figure.description);
  const other = table4Figure(
    ROWS.map((row) => ({ ...row, engine: "webgpu", coverage_percent: 75 })),
  );
  assert(other.description.startsWith("Table 4, measured with webgpu; linux"));
  const [, shown] = other.layout.annotations as { text: string }[];
  assert(shown.text.includes("75.0 % interval"), shown.text);
});
