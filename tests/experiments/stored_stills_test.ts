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
import { prepareMpii } from "../../lib/data/mpii/prepare_mpii.ts";
import { UserError } from "../../lib/errors.ts";
import { storedData } from "../../lib/experiments/stored_data.ts";
import { storedStills } from "../../lib/experiments/stored_stills.ts";
import { planVariant, trainVariant } from "../../lib/experiments/train_variant.ts";
import { machinePath } from "../../lib/experiments/variant_run.ts";

const miniature = (name: string) =>
  fileURLToPath(new URL(`../miniatures/${name}`, import.meta.url));
const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
const [mpii, humaneva, runs] = ["mpii", "humaneva", "runs"].map((name) => join(folder, name));
await prepareMpii({ from: miniature("mpii"), to: mpii, size: 64 });
await prepareHumaneva({ from: miniature("humaneva"), to: humaneva, size: 64 });
const data = storedData({ data: `humaneva:${humaneva}` });
const stills = storedStills(`mpii:${mpii}`);
const run = {
  ...{ variant: "ours", seed: 1, shorten: 3000, data, stills, runs, log: () => {} },
  set: {
    ...{ "transformer.frames": 2, "finetune.frames": 2 },
    ...{ "pose2d.stills": 4, "finetune.stills": 2 },
  },
};

Deno.test("the prepared stills train a machine, beside HumanEva's frames and joints", async () => {
  const { path, record } = (await trainVariant(run))!;
  assertStringIncludes(path, "ours-1-humaneva-60fps-mpii-stills-shortened-3000");
  assertStringIncludes(record.command, "--data humaneva:FOLDER --fps 60 --stills mpii:FOLDER");
  assertStringIncludes(record.data, "64 px; stills of MPII, 10 people");
  const { path: rendered } = (await trainVariant({ ...run, stills: undefined }))!;
  assert(Deno.readFileSync(path).join() !== Deno.readFileSync(rendered).join());
});

Deno.test("the stills change the steps that see them, and other files do", async () => {
  const keys = async (change: object) =>
    (await planVariant({ ...run, ...change })).steps.map(({ key }) => key);
  const plain = await keys({});
  const [rendered] = await keys({ stills: undefined });
  const [benchmark] = await keys({ data: undefined });
  const file = join(mpii, "stills-0001.safetensors");
  const bytes = Deno.readFileSync(file);
  Deno.writeFileSync(file, bytes.subarray(1));
  const [other] = await keys({});
  Deno.writeFileSync(file, bytes);
  assertEquals(new Set([plain[0], rendered, benchmark, other]).size, 4);
  assertEquals(await keys({}), plain);
});

Deno.test("on the embedded benchmark the folder's name tells of the stills, and the default does not", () => {
  const named = (change: object) =>
    machinePath({ variant: "ours", seed: 1, validation: true, ...change });
  assertEquals(named({ stills }), "runs/ours-1-mpii-stills-validation/machine.safetensors");
  assertEquals(named({ stills: storedStills("rendered") }), named({}));
});

Deno.test("what is wrong with the stills is named", async () => {
  assertThrows(
    () => storedStills("mpi:x"),
    UserError,
    "--stills is 'mpi:x': expected rendered, or",
  );
  const fails = (change: object, message: string) =>
    assertRejects(() => trainVariant({ ...run, ...change }), UserError, message);
  await fails(
    { variant: "wo-external", set: {} },
    "'wo-external' sees no stills: leave --stills out",
  );
  await fails({ stills: storedStills(`mpii:${humaneva}`) }, "holds HumanEva-I, no stills");
  await fails({ stills: storedStills(`mpii:${folder}`) }, "holds no prepared stills");
});
