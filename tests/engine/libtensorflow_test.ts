import { assert, assertEquals, assertRejects } from "@std/assert";
import { zipSync } from "fflate";
import { createHash } from "node:crypto";
import { UserError } from "../../lib/errors.ts";
import {
  ensureLibtensorflow,
  libraryComplete,
  unpackLibraries,
  wantedPath,
} from "../../lib/engine/libtensorflow.ts";
import { fakeMachine, withFolder } from "./fake_machine.ts";

const content = new TextEncoder().encode("content");
const files = {
  "tensorflow/libtensorflow_cc.so.2": content,
  "tensorflow/libtensorflow_framework.so.2": content,
  "tensorflow/include/tensorflow/c/c_api.h": content,
  "tensorflow/include/tensorflow/core/other.h": content,
  "tensorflow/python/module.py": content,
};
const archive = zipSync(files);
const wheel = {
  project: "tensorflow-cpu",
  version: "0",
  filename: "small.whl",
  sha256: createHash("sha256").update(archive).digest("hex"),
  megabytes: 0,
};

Deno.test("of a wheel only the two libraries and the C API's headers are wanted", () => {
  assertEquals(Object.keys(files).map(wantedPath), [
    "libtensorflow_cc.so.2",
    "libtensorflow_framework.so.2",
    "include/tensorflow/c/c_api.h",
    undefined,
    undefined,
  ]);
  assertEquals(
    wantedPath("tensorflow/include/xla/tsl/c/tsl_status.h"),
    "include/xla/tsl/c/tsl_status.h",
  );
});

Deno.test("the library is downloaded once, and again when a file of it was cut short", () =>
  withFolder(async (folder) => {
    let downloads = 0;
    const machine = fakeMachine(folder, {
      pip: (args) => {
        downloads++;
        const target = args.find((arg) => arg.startsWith("--dest="))!.slice(7);
        Deno.writeFileSync(`${target}/small.whl`, archive);
        return { ok: true, output: "" };
      },
    });
    const library = await ensureLibtensorflow(machine, wheel);
    assert(libraryComplete(library));
    assertEquals(Deno.readFileSync(`${library}/include/tensorflow/c/c_api.h`), content);
    assertEquals(await ensureLibtensorflow(machine, wheel), library);
    assertEquals(downloads, 1);
    assertEquals([...Deno.readDirSync(`${machine.cache}/downloads`)], []); // the wheel is not kept
    Deno.truncateSync(`${library}/libtensorflow_cc.so.2`, 3);
    assertEquals(libraryComplete(library), false);
    await ensureLibtensorflow(machine, wheel);
    assertEquals(downloads, 2);
    assertEquals(Deno.readFileSync(`${library}/libtensorflow_cc.so.2`), content);
  }));

Deno.test("a damaged or foreign archive leaves neither a folder nor a half of one", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, {});
    const path = `${folder}/a.whl`, library = `${folder}/cache/library`;
    Deno.mkdirSync(machine.cache);
    Deno.writeFileSync(path, zipSync({ "readme.txt": content }));
    const unpack = () => unpackLibraries(machine, [path], library);
    await assertRejects(unpack, UserError, "holds no libtensorflow_cc.so.2");
    Deno.writeFileSync(path, archive.subarray(0, 200));
    await assertRejects(unpack, UserError, path);
    assertEquals([...Deno.readDirSync(machine.cache)], []);
  }));

Deno.test("what a killed unpacking left behind is removed, but not one that may still run", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, {});
    const path = `${folder}/a.whl`, library = `${machine.cache}/library`;
    Deno.writeFileSync(path, archive);
    Deno.mkdirSync(`${library}.1.tmp`, { recursive: true });
    Deno.utimeSync(`${library}.1.tmp`, 1, 1);
    Deno.mkdirSync(`${library}.2.tmp`);
    await unpackLibraries(machine, [path], library);
    const names = [...Deno.readDirSync(machine.cache)].map((entry) => entry.name).sort();
    assertEquals(names, ["library", "library.2.tmp"]);
  }));
