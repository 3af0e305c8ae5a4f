import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareHumaneva } from "../../lib/data/humaneva/prepare_humaneva.ts";
import { UserError } from "../../lib/errors.ts";
import { evaluateCheckpoints } from "../../lib/experiments/evaluate_checkpoints.ts";
import { storedData } from "../../lib/experiments/stored_data.ts";
import { table3Text } from "../../lib/experiments/table3_text.ts";
import { trainVariant } from "../../lib/experiments/train_variant.ts";
import { SHIPPED_MACHINE } from "../../lib/model/shipped.ts";

const MINIATURE = fileURLToPath(new URL("../miniatures/humaneva", import.meta.url));
const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
const data = join(folder, "data"), runs = join(folder, "runs");
await prepareHumaneva({ from: MINIATURE, to: data, name: "miniature of HumanEva-I", size: 64 });
const stored = storedData({ data: `humaneva:${data}` });
const frames = 12 + 7; // of Validate, those without a pose left out

Deno.test("the prepared miniature trains a machine of 15 joints, evaluated for Table 3", async () => {
  const { path, record } = (await trainVariant({
    ...{ variant: "ours", seed: 1, shorten: 3000, data: stored, runs, log: () => {} },
    set: {
      ...{ "transformer.frames": 2, "finetune.frames": 2 },
      ...{ "pose2d.stills": 2, "finetune.stills": 2 },
    },
  }))!;
  assertStringIncludes(path, "ours-1-humaneva-60fps-shortened");
  assertStringIncludes(record.command, "--data humaneva:FOLDER --fps 60");
  assertStringIncludes(
    record.data,
    "HumanEva-I, Halves Train and Validate, S1, 60 frames a second",
  );
  const { tables, table3, protocol } = await evaluateCheckpoints({
    ...{ checkpoints: [path], stored, resamples: 20 },
  });
  assertEquals(protocol, undefined);
  assertEquals(tables[0].rows.find(({ row }) => row === "ours")!.frames, frames);
  assert(tables[0].rows.some(({ row }) => row === "w/ 2D GT"));
  const [ours, aligned] = table3!.measured;
  assertEquals([ours.row, ours.alignment, aligned.alignment], [
    "ours",
    "translation",
    "Procrustes",
  ]);
  assertEquals([ours.joints, ours.frames, ours.data], [14, frames, "miniature of HumanEva-I"]);
  assertEquals(
    ours.frame_rule,
    "Validate of S1, camera C1, every frame that has a pose; 1 of 9 sequences",
  );
  assertStringIncludes(ours.source, "trained on S1, tested on S1");
  assertStringIncludes(ours.source, "14 joints of HumanEva-15, without the root");
  assert(ours.mean_mm! > 20 && ours.mean_mm! < 1000, `${ours.mean_mm} mm`);
  assertEquals(ours.sequences["Walking S1"], ours.mean_mm);
  assert(aligned.mean_mm! < ours.mean_mm!);
  const text = table3Text(table3!);
  assertStringIncludes(text, "Table 3, HumanEva-I, mean joint error in mm");
  assert(/Yasin et al. \[22\] +38.9 .*HumanEva-I, as printed/.test(text));
  assert(/\nours +[\d.]+ +translation +14 +miniature of HumanEva-I/.test(text));
});

Deno.test("a machine of Human3.6M's 17 joints is evaluated on those of its joints that are here", async () => {
  const { tables, table3 } = await evaluateCheckpoints({
    ...{ checkpoints: [SHIPPED_MACHINE], stored, resamples: 20 },
  });
  const rows = tables[0].rows.map(({ row }) => row);
  assert(rows.includes("ours"));
  assert(!rows.includes("w/ 2D GT")); // not all of its 17 joints have a true 2D place
  const [ours] = table3!.measured;
  assertStringIncludes(ours.source, "trained on other data (embedded benchmark");
  assertStringIncludes(ours.source, "14 joints of HumanEva-15, by name from the machine's H36M-17");
  assert(ours.mean_mm! > 20 && ours.mean_mm! < 1000, `${ours.mean_mm} mm`);
});

Deno.test("what does not fit HumanEva-I is named", async () => {
  const fails = (change: object, message: string) =>
    assertThrows(() => storedData({ data: `humaneva:${data}`, ...change }), UserError, message);
  fails({ protocol: "1" }, "HumanEva-I has one protocol: leave --protocol out");
  fails({ actions: ["Photo"] }, "--actions names 'Photo': expected some of Walking, Jog");
  fails({ fps: 50 }, "50 frames a second");
  fails({ data: "humanev:x" }, "expected human36m:FOLDER or humaneva:FOLDER");
  const evaluated = (change: object, stored: string) =>
    evaluateCheckpoints({
      ...{ checkpoints: [SHIPPED_MACHINE], stored: storedData({ data: stored }), ...change },
    });
  await assertRejects(
    () => evaluated({}, `human36m:${data}`),
    UserError,
    "human36m:FOLDER is Human3.6M with H36M-17",
  );
  await assertRejects(
    () => evaluated({ split: "validation" }, `humaneva:${data}`),
    UserError,
    "no frames of Train of ",
  );
  await assertRejects(() => evaluated({}, `humaneva:${MINIATURE}`), UserError, "not a prepared");
});
