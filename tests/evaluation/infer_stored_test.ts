import { assert, assertEquals } from "@std/assert";
import { benchmark } from "../../lib/data/benchmark/benchmark.ts";
import { openPrepared } from "../../lib/data/prepared/open_prepared.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { inferStored } from "../../lib/evaluation/infer_stored.ts";
import { machinePredictor } from "../../lib/evaluation/machine_predictor.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { store } from "../data/prepared/stored_fixture.ts";

await startEngine();

Deno.test("sequences on disk, a few at a time, give what those in memory give", async () => {
  const data = await benchmark({
    ...{ split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 5 },
    ...{ workers: 1, cache: false },
  });
  const params = initMachine(SMALL, 1);
  const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
  const predictor = machinePredictor({ config: SMALL, params, normalization }, H36M_17);
  assertEquals((await inferStored(data, predictor)).dataset, data); // in memory: nothing is done
  const to = store(data, Deno.makeTempDirSync({ prefix: "posemachine" }));
  const done: number[][] = [];
  const two = 2 * 5 * 64 * 64 * 3; // bytes of two of the four sequences
  const inferred = await inferStored(openPrepared(to, { fps: 2 }), predictor, {
    bytesAtOnce: two,
    progress: (...counts) => done.push(counts),
  });
  assertEquals(done, [[10, 20], [20, 20]]);
  const got = inferred.predictor.infer(inferred.dataset), want = predictor.infer(data);
  for (const key of ["pose2d", "pose3d", "singleFrame"] as const) {
    assertEquals(got[key].length, want[key].length);
    const largest = got[key].reduce((most, v, i) => Math.max(most, Math.abs(v - want[key][i])), 0);
    assert(largest < 1e-5, `${key} differs by ${largest}`);
  }
  disposeTree(params);
});
