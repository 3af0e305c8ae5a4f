import { assert, assertEquals, assertRejects } from "@std/assert";
import { zipSync } from "fflate";
import { createHash } from "node:crypto";
import { noteAddonOrigin } from "../../lib/engine/addon.ts";
import { ensureCudaLibtensorflow, prepareCuda, usesCuda } from "../../lib/engine/cuda.ts";
import { setUp } from "../../lib/engine/set_up.ts";
import { UserError } from "../../lib/errors.ts";
import { type FakeMachine, fakeMachine, withFolder } from "./fake_machine.ts";

const content = new TextEncoder().encode("content");
const tensorflow = zipSync({
  "tensorflow/libtensorflow_cc.so.2": content,
  "tensorflow/libtensorflow_framework.so.2": content,
  "tensorflow/include/tensorflow/c/c_api.h": content,
  "tensorflow/python/module.py": content,
});
const cublas = zipSync({
  "nvidia/cublas/lib/libcublas.so.12": content,
  "nvidia/cublas/include/cublas.h": content,
  "nvidia/cublas/lib/libnvblas.a": content,
});
const wheel = {
  project: "tensorflow",
  version: "0",
  filename: "small.whl",
  sha256: createHash("sha256").update(tensorflow).digest("hex"),
  megabytes: 0,
};

Deno.test("NVIDIA's libraries lie where TensorFlow's own run path looks for them", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, {
      pip: (args) => {
        const target = args.find((arg) => arg.startsWith("--dest="))!.slice(7);
        const nvidia = args.some((arg) => arg.startsWith("nvidia-cublas-cu12>="));
        const name = nvidia ? "nvidia_cublas_cu12-12.whl" : "small.whl";
        Deno.writeFileSync(`${target}/${name}`, nvidia ? cublas : tensorflow);
        return { ok: true, output: "" };
      },
    });
    const library = await ensureCudaLibtensorflow(machine, wheel);
    // readelf -d of the wheel's libraries: $ORIGIN/../nvidia/cublas/lib, and so on.
    assertEquals(Deno.readFileSync(`${library}/../nvidia/cublas/lib/libcublas.so.12`), content);
    assertEquals(Deno.readFileSync(`${library}/libtensorflow_framework.so.2`), content);
    assertEquals([...Deno.readDirSync(`${library}/../nvidia/cublas`)].length, 1);
    const runs = machine.runs.length;
    assertEquals(await ensureCudaLibtensorflow(machine, wheel), library);
    assertEquals(machine.runs.length, runs);
  }));

/** A machine with both builds in its cache, whose self-test says that `device` computes. */
function machineWithBoth(folder: string, device: { kind: string }, gpu?: string): FakeMachine {
  for (const name of ["cpu", "cuda/tensorflow"]) {
    const library = `${folder}/cache/libtensorflow-2.21.0-${name}`;
    Deno.mkdirSync(library, { recursive: true });
    Deno.writeTextFileSync(`${library}/libtensorflow_cc.so.2`, "library");
    const top = library.replace(/\/tensorflow$/, "");
    Deno.writeTextFileSync(`${top}/contents.json`, "{}");
  }
  const selfTest = () => ({
    ...{ name: "native", checks: 110, worst: 1e-6, failures: [] },
    ...{ device: device.kind, library: `libtensorflow 2.21.0, ${device.kind}` },
  });
  return fakeMachine(folder, {
    [Deno.execPath()]: () => ({ ok: true, output: JSON.stringify(selfTest()) }),
    "g++": (args) => {
      if (args[0] !== "--version") Deno.writeTextFileSync(args[args.indexOf("-o") + 1], "addon");
      return { ok: true, output: "" };
    },
    ...gpu ? { "nvidia-smi": () => ({ ok: true, output: `${gpu}\n` }) } : {},
  });
}

Deno.test("once chosen, the CUDA build stays until it is given up", () =>
  withFolder(async (folder) => {
    const machine = machineWithBoth(folder, { kind: "gpu" }, "NVIDIA X");
    assertEquals((await setUp(machine)).cuda, false);
    assertEquals(usesCuda(machine.addon), false);
    assertEquals((await setUp(machine, { cuda: true })).cuda, true);
    assert(machine.runs.some((run) => run.includes("-cuda/tensorflow -l:libtensorflow_cc.so.2")));
    const runs = machine.runs.length;
    assertEquals((await setUp(machine)).cuda, true);
    assertEquals(machine.runs.length, runs);
    for (const options of [{ force: true }, { engine: "native" }, { engine: "wasm" }] as const) {
      await setUp(machine, options);
      assertEquals(usesCuda(machine.addon), true, JSON.stringify(options));
    }
    assertEquals((await setUp(machine, { cuda: false })).cuda, false);
    assertEquals(usesCuda(machine.addon), false);
  }));

Deno.test("set-up says what computes, and what is missing where it is not the GPU", () =>
  withFolder(async (folder) => {
    const device = { kind: "gpu" };
    const machine = machineWithBoth(folder, device);
    const said = async () => {
      machine.said.length = 0;
      await setUp(machine, { cuda: true, force: true });
      return machine.said.slice(-2);
    };
    assertEquals((await said())[1], "  computes: libtensorflow 2.21.0, gpu");
    device.kind = "cpu";
    const [computes, why] = await said();
    assertEquals(computes, "  computes: libtensorflow 2.21.0, cpu");
    assert(why.startsWith("  no NVIDIA GPU found; the CPU computes. CUDA 12 needs"), why);
  }));

Deno.test("who asks for CUDA gets no other engine in its place", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, {
      [Deno.execPath()]: () => ({ ok: true, output: '{"name":"wasm","checks":1,"failures":[]}' }),
    });
    const error = await assertRejects(() => setUp(machine, { cuda: true }), UserError);
    assert(error.message.includes("no C++ compiler found") && !error.message.includes("wasm"));
  }));

Deno.test("an addon of unknown origin is not taken for CUDA's", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/addon`, "addon");
    assertEquals(usesCuda(`${folder}/addon`), false);
    noteAddonOrigin(`${folder}/addon`, { engine: "native", library: "/c/lib-cuda/tensorflow" });
    assertEquals(usesCuda(`${folder}/addon`), true);
  }));

Deno.test("the CUDA build computes with all bits and shares the GPU, unless the user says otherwise", () => {
  const names = ["NVIDIA_TF32_OVERRIDE", "TF_FORCE_GPU_ALLOW_GROWTH"];
  const before = names.map((name) => Deno.env.get(name));
  try {
    names.forEach((name) => Deno.env.delete(name));
    prepareCuda();
    assertEquals(names.map((name) => Deno.env.get(name)), ["0", "true"]);
    Deno.env.set(names[0], "1");
    prepareCuda();
    assertEquals(Deno.env.get(names[0]), "1");
  } finally {
    names.forEach((name, i) =>
      before[i] === undefined ? Deno.env.delete(name) : Deno.env.set(name, before[i])
    );
  }
});
