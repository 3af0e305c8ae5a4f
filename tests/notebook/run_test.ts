import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { existsSync } from "node:fs";
import { UserError } from "../../lib/errors.ts";
import { formatNotebook } from "../../lib/notebook/ipynb.ts";
import {
  describeFailure,
  type NotebookRun,
  runNotebook,
  type RunOptions,
} from "../../lib/notebook/run.ts";
import { removeScratch, scratchNotebook } from "./scratch_notebook.ts";

async function runCells(sources: string[], options?: RunOptions): Promise<NotebookRun> {
  const path = scratchNotebook(sources);
  try {
    return await runNotebook(path, options);
  } finally {
    removeScratch(path);
  }
}

Deno.test("a notebook's outputs are complete, in order, and the same bytes in two runs", async () => {
  const sources = [
    `console.log("one"); console.log("two"); const x = 20;`,
    `for (let i = 0; i < 300; i++) console.log(i);\nx + 22`,
    `({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "a\\nb", "text/html": "<b>a</b>" }) })`,
    `await Deno.jupyter.display({ "text/plain": "shown" }, { raw: true });\nDeno.cwd().split("/").at(-2)`,
  ];
  const path = scratchNotebook(sources);
  const first = await runNotebook(path), second = await runNotebook(path);
  removeScratch(path);
  assertEquals(first.failure, undefined);
  assertEquals(first.cells, 4);
  const [printed, looped, shown, displayed] = first.notebook.cells.map((cell) =>
    cell.outputs ?? []
  );
  assertEquals(printed, [{ output_type: "stream", name: "stdout", text: ["one\n", "two\n"] }]);
  assertEquals((looped[0].text as string[]).length, 300);
  assertEquals(looped[1].data, { "text/plain": ["42"] });
  assertEquals(looped[1].execution_count, 2);
  assertEquals(shown[0].data, { "text/plain": ["a\n", "b"], "text/html": ["<b>a</b>"] });
  assertEquals(displayed[0].output_type, "display_data");
  assertEquals(displayed[1].data, { "text/plain": [`".run"`] });
  assertEquals(formatNotebook(first.notebook), formatNotebook(second.notebook));
});

Deno.test("a failing cell stops the run and is named with its source and error", async () => {
  const run = await runCells([`const a = 1;`, `throw new RangeError("seven");`, `console.log(9)`]);
  assertEquals(run.cells, 2);
  assertEquals(run.failure?.cell, 2);
  const text = describeFailure(run);
  assertStringIncludes(text, "scratch.ipynb, cell 2 failed");
  assertStringIncludes(text, `| throw new RangeError("seven");`);
  assertStringIncludes(text, "RangeError: seven");
  assertEquals(run.notebook.cells[2].outputs, []);
});

Deno.test("a syntax error fails the cell", async () => {
  const run = await runCells([`const a = ;`]);
  assertEquals(run.failure?.cell, 1);
  assert(run.failure!.error.length > 10);
});

Deno.test("a rejection that nobody awaits fails the cell", async () => {
  const run = await runCells([`Promise.reject(new Error("nobody")); 1`]);
  assertStringIncludes(run.failure?.error ?? "", "nobody");
});

Deno.test("a cell that takes too long and one that ends the kernel fail", async () => {
  const late = await runCells([`await new Promise((done) => setTimeout(done, 60_000));`], {
    timeout: 0.5,
  });
  assertStringIncludes(late.failure?.error ?? "", "still running after 0.5 s");
  const ended = await runCells([`Deno.exit(3)`]);
  assertStringIncludes(ended.failure?.error ?? "", "the kernel ended");
});

Deno.test("an aborted run ends its kernel", async () => {
  const abort = new AbortController();
  const waiting = `Deno.writeTextFileSync("pid", String(Deno.pid)); await new Promise(() => {});`;
  const path = scratchNotebook([waiting, `1`]), pid = path.replace("scratch.ipynb", "pid");
  const watch = setInterval(() => existsSync(pid) && abort.abort(), 50);
  try {
    const run = await runNotebook(path, { signal: abort.signal });
    assertEquals([run.failure?.cell, run.cells], [1, 1]);
    assertStringIncludes(run.failure!.error, "the kernel ended");
    assertThrows(() => Deno.kill(Number(Deno.readTextFileSync(pid)), "SIGCONT")); // none such
  } finally {
    clearInterval(watch);
    removeScratch(path);
  }
});

Deno.test("a kernel has all permissions but those withheld", async () => {
  const source = `(await Deno.permissions.query({ name: "run" })).state`;
  const state = (run: NotebookRun) => run.notebook.cells[0].outputs?.[0].data;
  assertEquals(state(await runCells([source])), { "text/plain": [`"granted"`] });
  const withheld = await runCells([source], { withheld: ["run"] });
  assertEquals(state(withheld), { "text/plain": [`"prompt"`] });
});

Deno.test("a missing notebook and a file that is no notebook are user errors", async () => {
  await assertRejects(() => runNotebook("nowhere.ipynb"), UserError, "nowhere.ipynb");
  const path = Deno.makeTempFileSync({ suffix: ".ipynb" });
  Deno.writeTextFileSync(path, `{"cells": [{"cell_type": "poem"}], "nbformat": 4}`);
  await assertRejects(() => runNotebook(path), UserError, "cells.0.cell_type");
  Deno.writeTextFileSync(path, `{"cells": [`);
  await assertRejects(() => runNotebook(path), UserError, "not JSON");
  Deno.removeSync(path);
});
