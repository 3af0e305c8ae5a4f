import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import type { Machine } from "../../lib/engine/machine.ts";
import { readRecord } from "../../lib/engine/record.ts";
import { setUp } from "../../lib/engine/set_up.ts";
import { type FakeMachine, fakeMachine, withFolder } from "./fake_machine.ts";

const passed = JSON.stringify({ name: "x", checks: 110, worst: 1e-6, failures: [] });
const failed = JSON.stringify({
  name: "x",
  checks: 110,
  worst: 0,
  failures: ["relu: off by 1"],
});
const say = (output: string, ok = true) => () => ({ ok, output });

/** A compiler that writes `text` as the addon. */
const compiler = (text = "addon") => (args: string[]) => {
  if (args[0] !== "--version") Deno.writeTextFileSync(args[args.indexOf("-o") + 1], text);
  return { ok: true, output: "" };
};

/** A machine whose library is in the cache already. */
function machineWithLibrary(
  folder: string,
  programs: Parameters<typeof fakeMachine>[1],
  changes?: Partial<Machine>,
): FakeMachine {
  const library = `${folder}/cache/libtensorflow-2.21.0-cpu`;
  Deno.mkdirSync(library, { recursive: true });
  Deno.writeTextFileSync(`${library}/libtensorflow_cc.so.2`, "library");
  Deno.writeTextFileSync(`${library}/contents.json`, '{"libtensorflow_cc.so.2":7}');
  return fakeMachine(folder, { [Deno.execPath()]: say(passed), ...programs }, changes);
}

Deno.test("native comes first; a second set-up does nothing", () =>
  withFolder(async (folder) => {
    const machine = machineWithLibrary(folder, { "c++": compiler() });
    const record = await setUp(machine);
    assertEquals([record.engine, record.passedOver], ["native", []]);
    assertEquals(Deno.readTextFileSync(machine.addon), "addon");
    const runs = machine.runs.length;
    assertEquals(await setUp(machine), record);
    assertEquals(machine.runs.length, runs);
    await setUp(machine, { force: true });
    assert(machine.runs.length > runs);
  }));

Deno.test("a changed addon, or a lost library, is noticed and built again", () =>
  withFolder(async (folder) => {
    const machine = machineWithLibrary(folder, { "g++": compiler() });
    await setUp(machine);
    Deno.writeTextFileSync(machine.addon, "corrupted");
    assertEquals(readRecord(machine.state), undefined);
    await setUp(machine);
    assertEquals(Deno.readTextFileSync(machine.addon), "addon");
    Deno.removeSync(`${machine.cache}/libtensorflow-2.21.0-cpu`, { recursive: true });
    const record = await setUp(machine); // no network: the library cannot come back
    assertEquals(record.engine, "wasm");
    assertStringIncludes(record.passedOver[0].reason, "Cannot download tensorflow_cpu");
  }));

Deno.test("without a compiler nothing is downloaded, and wasm follows native and prebuilt", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, { [Deno.execPath()]: say(passed) });
    const record = await setUp(machine);
    assertEquals(record.engine, "wasm");
    assertEquals(record.passedOver.map(({ engine }) => engine), ["native", "prebuilt"]);
    assertStringIncludes(
      record.passedOver[0].reason,
      "no C++ compiler found (tried g++, c++, clang++)",
    );
    assertStringIncludes(record.passedOver[1].reason, "needs node");
    assert(!machine.runs.some((run) => run.includes("pip")));
  }));

Deno.test("a compiler that fails is quoted", () =>
  withFolder(async (folder) => {
    const broken = (args: string[]) =>
      args[0] === "--version" ? { ok: true, output: "" } : {
        ok: false,
        output: "In file\nx.h:3:1: fatal error: no such file\ncompilation terminated",
      };
    const machine = machineWithLibrary(folder, { "g++": broken });
    const record = await setUp(machine);
    assertEquals(record.engine, "wasm");
    assertStringIncludes(record.passedOver[0].reason, "x.h:3:1: fatal error: no such file");
  }));

Deno.test("an engine that computes wrongly or crashes is passed over", () =>
  withFolder(async (folder) => {
    const answers: Record<string, string> = { native: failed, wasm: passed };
    const machine = machineWithLibrary(folder, {
      "g++": compiler(),
      [Deno.execPath()]: (args) => ({ ok: true, output: answers[args.at(-1)!] ?? "" }),
    });
    const record = await setUp(machine);
    assertEquals(record.engine, "wasm");
    assertStringIncludes(record.passedOver[0].reason, "relu: off by 1");
    answers.wasm = "";
    const error = await assertRejects(() => setUp(machine, { force: true }), UserError);
    assertStringIncludes(error.message, "No numeric engine works");
    assertStringIncludes(error.message, "wasm: the self-test of wasm did not run: it crashed");
  }));

Deno.test("other systems get wasm, with the reason", () =>
  withFolder(async (folder) => {
    for (const [os, arch] of [["darwin", "aarch64"], ["windows", "x86_64"], ["linux", "aarch64"]]) {
      const machine = machineWithLibrary(`${folder}/${os}`, { "g++": compiler() }, { os, arch });
      const record = await setUp(machine);
      assertEquals(record.engine, "wasm");
      assertStringIncludes(record.passedOver[0].reason, `this is ${os} on ${arch}`);
    }
  }));

Deno.test("a forced engine has a record of its own and no substitute", () =>
  withFolder(async (folder) => {
    const machine = machineWithLibrary(folder, { "g++": compiler() });
    await setUp(machine);
    assertEquals((await setUp(machine, { engine: "wasm" })).engine, "wasm");
    assertEquals(readRecord(machine.state)?.engine, "native");
    await assertRejects(() => setUp(machine, { engine: "prebuilt" }), UserError, "needs node");
  }));

Deno.test("a full disk stops set-up and says how much room it takes", () =>
  withFolder(async (folder) => {
    const full = say("ERROR: Could not install: [Errno 28] No space left on device", false);
    const machine = fakeMachine(folder, { "g++": compiler(), pip: full });
    await assertRejects(() => setUp(machine), UserError, `1.2 GB in ${machine.cache}`);
  }));

Deno.test("a GPU is mentioned, with the way to use it", () =>
  withFolder(async (folder) => {
    const machine = machineWithLibrary(folder, {
      "g++": compiler(),
      "nvidia-smi": say("NVIDIA X\n"),
    });
    await setUp(machine);
    assertStringIncludes(machine.said.join("\n"), "NVIDIA X found");
    assertStringIncludes(machine.said.join("\n"), "deno task setup --cuda");
  }));

Deno.test("a cache folder that cannot be written rules out native, not wasm", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/cache`, "a file where the folder should be");
    const machine = fakeMachine(folder, { "g++": compiler(), [Deno.execPath()]: say(passed) });
    const record = await setUp(machine);
    assertEquals(record.engine, "wasm");
    assertStringIncludes(record.passedOver[0].reason, "os error");
  }));

Deno.test("the CUDA library is fetched only on request, NVIDIA's files beside it", () =>
  withFolder(async (folder) => {
    const machine = machineWithLibrary(folder, {
      "g++": compiler(),
      pip: say("ERROR: offline", false),
    });
    assertEquals((await setUp(machine)).cuda, false);
    assert(!machine.runs.some((run) => run.startsWith("pip")));
    const error = await setUp(machine, { cuda: true, engine: "native" }).catch((error) => error);
    assertStringIncludes(error.message, "Cannot download tensorflow-2.21.0-cp311");
  }));
