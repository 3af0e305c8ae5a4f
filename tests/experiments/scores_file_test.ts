import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import type { Scores } from "../../lib/evaluation/scores.ts";
import { checkpointsIn } from "../../lib/experiments/checkpoint_files.ts";
import { readScores, writeScores } from "../../lib/experiments/scores_file.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/data/formats/safetensors.ts";

const motion = { actor: "S9", action: "Eating", trial: 1, frames: 8 };
const scores: Scores = {
  ...{ variant: "ours", seed: 2, checkpoint: "ours-2@0123" },
  ...{ protocol: "Protocol #1", dataset: "embedded benchmark", joints: ["hip", "knee"] },
  motions: [motion, { ...motion, trial: 2 }],
  rows: [
    { row: "ours", sums: Float64Array.of(1, 2, 3, 4.5), discarded: 0.25 },
    { row: "w/ HG features", sums: new Float64Array(4), discarded: null, checkpoint: "both" },
  ],
};
const made = { commit: "abc", command: "deno task evaluate" };

Deno.test("scores are read as they were written, the same bytes again", () => {
  const path = `${Deno.makeTempDirSync()}/scores/ours-2.safetensors`;
  writeScores(path, { scores, made });
  assertEquals(readScores(path), { scores, made });
  const before = Deno.readFileSync(path);
  writeScores(path, readScores(path));
  assertEquals(Deno.readFileSync(path), before);
});

Deno.test("damaged scores are refused, saying what is wrong", () => {
  const path = `${Deno.makeTempDirSync()}/ours-2.safetensors`;
  assertThrows(() => readScores(path), UserError, path);
  writeScores(path, { scores, made });
  const bytes = Deno.readFileSync(path);
  const { tensors, metadata } = decodeSafetensors(bytes);
  const rewritten = (changed: typeof tensors, texts: Record<string, string>) =>
    Deno.writeFileSync(path, encodeSafetensors(changed, { ...metadata, ...texts }));
  Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 1));
  assertThrows(() => readScores(path), UserError, path);
  rewritten(tensors, { format: "other" });
  assertThrows(() => readScores(path), UserError, "format other, expected posemachine-scores-1");
  rewritten(tensors, { scores: "{" });
  assertThrows(() => readScores(path), UserError, "its header is no JSON");
  rewritten(tensors, { scores: metadata.scores.replace('"seed":2', '"seed":"two"') });
  assertThrows(() => readScores(path), UserError, "seed: ");
  const { ours: _, ...rest } = tensors;
  rewritten(rest, {});
  assertThrows(() => readScores(path), UserError, "row 'ours' is absent");
});

Deno.test("checkpoints are found as `data` and as `runs` hold them, by variant and by seed", () => {
  const folder = Deno.makeTempDirSync();
  const touch = (name: string) => {
    Deno.mkdirSync(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${name}`, "");
  };
  const files = ["wo-ssc-1.safetensors", "ours-10.safetensors", "ours-2/machine.safetensors"];
  const others = ["ours-1-validation.safetensors", "ours-3/log.jsonl", "theirs-1.safetensors"];
  for (const name of [...files, ...others]) touch(name);
  assertEquals(checkpointsIn(folder), [
    { variant: "ours", seed: 2, path: `${folder}/${files[2]}` },
    { variant: "ours", seed: 10, path: `${folder}/${files[1]}` },
    { variant: "wo-ssc", seed: 1, path: `${folder}/${files[0]}` },
  ]);
  assertThrows(() => checkpointsIn("/nowhere"), UserError, "/nowhere");
});
