import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareHuman36m } from "../../lib/data/human36m/prepare_human36m.ts";
import { UserError } from "../../lib/errors.ts";
import { evaluateCheckpoints } from "../../lib/experiments/evaluate_checkpoints.ts";
import { protocolFor, sides, storedData } from "../../lib/experiments/stored_data.ts";
import { table5Text } from "../../lib/experiments/table5_text.ts";
import type { TrainingRecord } from "../../lib/model/machine_file.ts";
import { planVariant, trainVariant } from "../../lib/experiments/train_variant.ts";

const MINIATURE = fileURLToPath(new URL("../miniatures/human36m", import.meta.url));
const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
const data = join(folder, "data"), runs = join(folder, "runs");
await prepareHuman36m({
  ...{ from: MINIATURE, to: data, name: "miniature of Human3.6M", log: () => {} },
  ...{ size: 64, protocols: ["1", "2"], fps: 10, poses: "mono", crop: "joints" },
});
const stored = storedData({ data: `human36m:${data}`, fps: 10 });
const quick = {
  ...{ variant: "ours", seed: 1, shorten: 3000, data: stored, runs, log: () => {} },
  set: { "transformer.frames": 2, "finetune.frames": 2, "pose2d.stills": 2, "finetune.stills": 2 },
};

Deno.test("the prepared miniature trains a machine, and the machine is evaluated on it", async () => {
  const { path, record } = (await trainVariant(quick))!;
  assertStringIncludes(path, "ours-1-human36m-protocol1-10fps");
  assertStringIncludes(record.command, "--data human36m:FOLDER --protocol 1 --fps 10");
  assertStringIncludes(record.data, "Human3.6M, Protocol #1, S1, 10 frames a second");
  const { tables } = await evaluateCheckpoints({ checkpoints: [path], stored, resamples: 20 });
  const text = table5Text(tables[0], { complete: false });
  assertStringIncludes(text, "Protocol #1 on miniature of Human3.6M: trained on S1, tested on S9");
  assertStringIncludes(text, "too few motions");
  const ours = tables[0].rows.find(({ row }) => row === "ours")!;
  assertEquals(ours.frames, 4 * (11 + 2));
  assert(ours.measured_mm > 20 && ours.measured_mm < 1000, `${ours.measured_mm} mm`);
});

Deno.test("a machine of one action is tested on that action alone, and named so", async () => {
  const one = { ...stored, actions: ["Directions"] };
  const { path } = (await trainVariant({ ...quick, data: one }))!;
  const evaluated = { checkpoints: [path], stored, resamples: 20 };
  const { tables, protocol } = await evaluateCheckpoints(evaluated);
  const [row] = protocol!.measured;
  assertEquals(row.row, "ours, individual action");
  assertEquals(Object.keys(row.actions).filter((name) => row.actions[name] !== null), one.actions);
  assert(tables[0].rows[0].frames === row.frames && row.frames! < 4 * (11 + 2), `${row.frames}`);
  const other = () => evaluateCheckpoints({ ...evaluated, actions: ["Photo"] });
  await assertRejects(
    other,
    UserError,
    "trained on Directions alone, and --actions asks for Photo",
  );
});

Deno.test("the released code's 16 joints are trained on and tested on", async () => {
  const released = storedData({ data: `human36m:${data}`, fps: 10, joints: 16 });
  const { path, record } = (await trainVariant({ ...quick, data: released }))!;
  assertStringIncludes(path, "ours-1-human36m-protocol1-16joints-10fps");
  assertStringIncludes(record.command, "--protocol 1 --joints 16 --fps 10");
  const evaluated = { checkpoints: [path], resamples: 20 };
  const { protocol, tables } = await evaluateCheckpoints({ ...evaluated, stored: released });
  assertEquals(protocol!.measured.map(({ joints }) => joints), [16, 16]);
  assert(tables[0].rows.some(({ row }) => row === "w/ 2D GT"));
  const other = () => evaluateCheckpoints({ ...evaluated, stored });
  await assertRejects(other, UserError, "no joint Neck/Nose of H36M-17");
});

Deno.test("other files, another protocol or other actions are another training", async () => {
  const keys = async (change: object) =>
    (await planVariant({ ...quick, data: { ...stored, ...change } })).steps.map(({ key }) => key);
  const [plain, other, actions] = [
    await keys({}),
    await keys({ protocol: "2" }),
    await keys({ actions: ["Directions"] }),
  ];
  assert(new Set([plain[0], other[0], actions[0]]).size === 3);
  const extra = join(data, "S1/Directions/9/cam0.safetensors");
  Deno.mkdirSync(join(extra, ".."), { recursive: true });
  Deno.writeTextFileSync(extra, "x");
  assert((await keys({}))[0] !== plain[0]);
  Deno.removeSync(join(extra, ".."), { recursive: true });
  assertEquals(await keys({}), plain);
});

Deno.test("frames that were not prepared are refused, and how to prepare them is said", () => {
  const asked = (change: object) =>
    sides(storedData({ data: `human36m:${data}`, ...change }), false);
  const fails = (change: object, message: string) =>
    assertThrows(() => asked(change), UserError, message);
  fails({ protocol: "3", fps: 10 }, "--protocols 3 --fps 10");
  fails({ fps: 25 }, "prepared with the frames of protocols 1, 2 at 10 a second");
  assertEquals(asked({ fps: 2 }).train.subjects, ["S1"]); // every fifth of those that are there
});

Deno.test("a machine is not tested on whom it was trained on, whatever the protocols", () => {
  const machine = (options: string) => ({
    ...{ variant: "ours", seed: 1, data: "its data" },
    command: `deno task train --variant ours --seed 1 --data human36m:FOLDER ${options}`,
  } as TrainingRecord);
  const { trainActors } = protocolFor(stored, false, machine("--protocol 1 --fps 10"), ["S9"]);
  assertEquals(trainActors, ["S1"]); // of five, who is there
  const third = () => protocolFor(stored, false, machine("--protocol 3 --fps 10"), ["S9"]);
  assertThrows(third, UserError, "ours-1 was trained on S9");
  const held = machine("--protocol 3 --fps 10 --validation");
  assertThrows(() => protocolFor(stored, true, held, ["S9"]), UserError, "was trained on S9");
  assertEquals(protocolFor(stored, true, held, ["S8"]).trainActors, ["S1", "S9"]);
  const other = { ...machine(""), command: "deno task train --variant ours --seed 1" };
  assertEquals(protocolFor(stored, false, other, ["S9"]).trainActors, ["other data (its data)"]);
});

Deno.test("a wrong data set, protocol or action is named", async () => {
  const fails = (change: object, message: string) =>
    assertThrows(() => storedData({ data: `human36m:${data}`, ...change }), UserError, message);
  fails({ data: "human36" }, "--data is 'human36'");
  fails({ protocol: "4" }, "--protocol is '4'");
  fails({ fps: 3 }, "3 frames a second");
  fails({ joints: 14 }, "--joints is 14");
  fails({ data: "humaneva:folder", protocol: undefined, joints: 15 }, "leave --joints out");
  fails({ actions: ["Walk"] }, "'Walk'");
  const nothing = { ...quick, data: { ...stored, actions: ["Walking"] } };
  await assertRejects(() => trainVariant(nothing), UserError, "no frames of S1");
  const nowhere = { ...quick, data: { ...stored, folder: "/nowhere" } };
  await assertRejects(
    () => trainVariant(nowhere),
    UserError,
    "/nowhere is not a prepared data set",
  );
});
