import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../lib/errors.ts";
import { formatNotebook, readNotebook } from "../../lib/notebook/ipynb.ts";
import { findNotebooks, runNotebooks } from "../../lib/notebook/run_folder.ts";
import { removeScratch, scratchNotebook } from "./scratch_notebook.ts";

Deno.test("a run writes a copy; --update rewrites the notebook, the same bytes again", async () => {
  const path = scratchNotebook([`console.log("hello");`, `6 * 7`]);
  const folder = dirname(path), before = Deno.readTextFileSync(path);
  try {
    await runNotebooks(folder, []);
    assertEquals(Deno.readTextFileSync(path), before);
    const copy = Deno.readTextFileSync(`${folder}/.run/scratch.ipynb`);
    assert(copy.includes("hello\\n") && copy.includes(`"42"`));
    await runNotebooks(folder, ["scratch"], { update: true });
    assertEquals(Deno.readTextFileSync(path), copy);
    const unchanged: boolean[] = [];
    await runNotebooks(folder, [], { report: (_run, _path, same) => unchanged.push(same) });
    assertEquals(unchanged, [true]);
  } finally {
    removeScratch(path);
  }
});

Deno.test("a failing notebook is not rewritten, and its copy shows the error", async () => {
  const path = scratchNotebook([`throw new Error("no");`]);
  const before = Deno.readTextFileSync(path);
  const run = () => runNotebooks(dirname(path), [], { update: true });
  try {
    await assertRejects(run, UserError, "1 of 1 notebooks failed");
    assertEquals(Deno.readTextFileSync(path), before);
    assert(Deno.readTextFileSync(`${dirname(path)}/.run/scratch.ipynb`).includes(`"evalue": "no"`));
  } finally {
    removeScratch(path);
  }
});

Deno.test("a type error stops before anything runs", async () => {
  const path = scratchNotebook([`Deno.writeTextFileSync("ran.txt", 1);`]);
  try {
    await assertRejects(() => runNotebooks(dirname(path), []), UserError, "cell 1, line 1");
    assert(!existsSync(`${dirname(path)}/ran.txt`));
  } finally {
    removeScratch(path);
  }
});

Deno.test("a notebook that measures time runs only when it is named", async () => {
  const path = scratchNotebook([`6 * 7`]), folder = dirname(path);
  const notebook = readNotebook(path);
  const metadata = { posemachine: { measures_time: true } };
  Deno.writeTextFileSync(path, formatNotebook({ ...notebook, metadata }));
  const told: string[] = [];
  const options = {
    report: ({ name }: { name: string }) => told.push(`ran ${name}`),
    leftOut: (name: string) => told.push(`left out ${name}`),
  };
  try {
    await runNotebooks(folder, [], options);
    await runNotebooks(folder, ["scratch"], options);
    assertEquals(told, ["left out scratch.ipynb", "ran scratch.ipynb"]);
  } finally {
    removeScratch(path);
  }
});

Deno.test("an unknown notebook is named with those that exist", () => {
  const path = scratchNotebook([`1`]);
  assertThrows(() => findNotebooks(dirname(path), ["poem"]), UserError, "'poem'");
  assertThrows(() => findNotebooks(dirname(path), ["poem"]), UserError, "scratch.ipynb");
  removeScratch(path);
});
