import { assert, assertEquals, assertRejects } from "@std/assert";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { evaluateRows } from "../../lib/evaluation/evaluate.ts";
import { openCheckpoint } from "../../lib/experiments/open_checkpoint.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { saveMachine } from "../../lib/model/machine_file.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { disposeTree } from "../../lib/nn/tree.ts";

const PART = { actions: ["Walking"], trials: 1, frames: 2 } as const;

async function randomCheckpoint(path: string, command: string) {
  await startEngine();
  const params = initMachine(SMALL, 1);
  const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
  const record = { variant: "ours", seed: 7, command, data: "none", engine: "cpu" };
  const machine = { config: SMALL, params, normalization };
  saveMachine(path, machine, { ...record, recipe: {}, steps: [] });
  disposeTree(params);
}

Deno.test("a checkpoint opens with its data, its seed and the protocol it was trained by", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/random.safetensors`;
  await randomCheckpoint(path, "deno task train --validation");
  const lines: string[] = [];
  const open = await openCheckpoint({
    ...PART,
    checkpoint: path,
    split: "validation",
    log: (line) => lines.push(line),
  });
  assertEquals([open.provenance.variant, open.provenance.seed], ["ours", 7]);
  assert(/^random\.safetensors@[0-9a-f]{12}$/.test(open.provenance.checkpoint));
  assertEquals(open.provenance.protocol.trainActors, ["S1", "S5", "S6", "S7"]);
  assertEquals(open.dataset.sequences.map(({ actor }) => actor), ["S8", "S8", "S8", "S8"]);
  assertEquals(lines.some((line) => line.startsWith("note")), false);
  const [row] = evaluateRows(open.dataset, open.predictor, {
    "intermediate": { answer: "intermediate", mode: "sequence" },
  });
  assertEquals(row.errors.length, 4 * 2 * 17);
  disposeTree(open.machine.params);

  await randomCheckpoint(path, "deno task train"); // trained on S8 too: said so
  const other = await openCheckpoint({
    ...PART,
    checkpoint: path,
    split: "validation",
    log: (line) => lines.push(line),
  });
  assert(lines.some((line) => line.includes("trained on the validation actor")));
  disposeTree(other.machine.params);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a missing checkpoint and a wrong setting are refused before anything is drawn", async () => {
  await assertRejects(
    () => openCheckpoint({ checkpoint: "/nowhere/machine.safetensors" }),
    UserError,
    "/nowhere/machine.safetensors",
  );
  await assertRejects(() => openCheckpoint({ correction: { rate: -1 } }), UserError, "rate is -1");
});
