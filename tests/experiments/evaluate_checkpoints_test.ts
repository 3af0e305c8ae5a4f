import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { evaluable, evaluateCheckpoints } from "../../lib/experiments/evaluate_checkpoints.ts";
import { readScores, writeScores } from "../../lib/experiments/scores_file.ts";
import { SHIPPED_MACHINE } from "../../lib/model/shipped.ts";

const PART = { actions: ["Walking"], trials: 1, frames: 2, resamples: 20 };
const { hourglass } = evaluable("data");

Deno.test("scores that were kept stand in for a checkpoint, if they are of the same motions", async () => {
  const keep = Deno.makeTempDirSync();
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const alone = await evaluateCheckpoints({
    ...PART,
    ...{ checkpoints: [SHIPPED_MACHINE], hourglass, keep, log },
  });
  const { scores, made } = readScores(`${keep}/ours-1.safetensors`);
  assert(/^[0-9a-f]{40}(-dirty)?$|^$/.test(made.commit), made.commit);
  assertEquals(made.training, "deno task train --variant ours --seed 1");

  const path = `${keep}/ours-2.safetensors`;
  const worse = scores.rows.map((row) => ({ ...row, sums: row.sums.map((sum) => sum + 17 * 100) }));
  writeScores(path, { made, scores: { ...scores, seed: 2, rows: worse } });
  const both = await evaluateCheckpoints({
    ...PART,
    ...{ checkpoints: [SHIPPED_MACHINE], hourglass, scores: [path], log },
  });
  const [first] = alone.tables[0].rows, [mean] = both.tables[0].rows;
  assertEquals([first.seeds, mean.seeds], ["1", "1 2"]);
  assert(mean.measured_mm > first.measured_mm);
  assertEquals(both.tables[0].seeds[0].measured_mm, first.measured_mm);
  assertEquals(evaluable(keep).scores, []); // there they would be checkpoints, not stand-ins

  // Measured in another way, they would be averaged with what they are not comparable to.
  const slower = await evaluateCheckpoints({
    ...PART,
    ...{ checkpoints: [SHIPPED_MACHINE], hourglass, scores: [path], log },
    correction: { rate: 0.02 },
  });
  assertEquals(slower.tables[0].rows[0].seeds, "1");
  assertStringIncludes(lines.join("\n"), "ours-2.safetensors is left out: its correction:");
  const fewer = await evaluateCheckpoints({
    ...PART,
    ...{ frames: 1, checkpoints: [], scores: [path], log },
  });
  assertEquals(fewer.tables, []);
  assertStringIncludes(lines.join("\n"), "ours-2.safetensors is left out: its sequences:");

  const motions = scores.motions.map((motion) => ({ ...motion, frames: 7 }));
  writeScores(path, { made, scores: { ...scores, seed: 2, motions } });
  const other = await evaluateCheckpoints({
    ...PART,
    ...{ checkpoints: [SHIPPED_MACHINE], hourglass, scores: [path], log },
  });
  assertEquals(other.tables[0].rows[0].seeds, "1");
  assertStringIncludes(lines.join("\n"), "ours-2.safetensors is of other motions and is left out");
  Deno.removeSync(keep, { recursive: true });
});

Deno.test("what ships is found: a seed's machine is corrected towards its own hourglass", async () => {
  const { checkpoints } = evaluable("data");
  assert(checkpoints.length > 1 && checkpoints[0].endsWith("ours-1.safetensors"));
  assert(checkpoints.every((path) => !/hourglass|validation/.test(path)));
  const { tables, curves, panel } = await evaluateCheckpoints({
    ...PART,
    ...{ checkpoints: checkpoints.slice(0, 2), hourglass },
  });
  const [{ rows }] = tables;
  const names = rows.map(({ row }) => row);
  assertEquals(names, [
    ...["ours", "w/o SSC train+test", "w/o SSC test", "w/ 2D GT", "w/ HG features"],
    "w/ single frame",
  ]);
  assertStringIncludes(
    rows[names.indexOf("w/ HG features")].checkpoint,
    " hourglass-1.safetensors@",
  );
  assert(curves && panel?.frames.length === 4);
});
