import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { reportText } from "../../lib/cli/doctor.ts";
import { stateFolder } from "../../lib/engine/packages.ts";
import { readRecord } from "../../lib/engine/record.ts";
import type { EngineReport } from "../../lib/engine/report.ts";

const permissions = ["read", "write", "env", "run", "sys", "ffi"].map((name) => `--allow-${name}`);

/** Runs lib/cli/NAME.ts as its task does. */
async function task(name: string, args: string[], env: Record<string, string> = {}) {
  const program = fileURLToPath(new URL(`../../lib/cli/${name}.ts`, import.meta.url));
  const result = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, program, ...args],
    env: { TF_CPP_MIN_LOG_LEVEL: "3", POSEMACHINE_ENGINE: "", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: result.code, out: text(result.stdout), err: text(result.stderr) };
}

Deno.test("setup and doctor refuse an unknown engine, from the option or the environment", async () => {
  const choices = "expected one of native, prebuilt, wasm, webgpu, cpu\n";
  const option = await task("setup", ["--engine", "gpu"]);
  assertEquals(option.code, 1);
  assertEquals(option.err, `error: Unknown engine 'gpu' in --engine: ${choices}`);
  const environment = await task("doctor", [], { POSEMACHINE_ENGINE: "tpu" });
  assertEquals(environment.code, 1);
  assertEquals(environment.err, `error: Unknown engine 'tpu' in POSEMACHINE_ENGINE: ${choices}`);
});

Deno.test("an unknown option is an error", async () => {
  for (const name of ["setup", "doctor"]) {
    const { code, err } = await task(name, ["--fast"]);
    assertEquals(code, 1);
    assertStringIncludes(err, "unknown option '--fast'");
  }
});

Deno.test("doctor prints one JSON object", async () => {
  const { code, out } = await task("doctor", ["--json", "--engine", "wasm"]);
  assertEquals(code, 0);
  const report: EngineReport = JSON.parse(out);
  assertEquals([report.engine, report.forcedBy, report.problem], ["wasm", "--engine", undefined]);
  assert(report.selfTest!.checks > 100 && report.speed!.matMul > 0);
  assertEquals(report.versions.deno, Deno.version.deno);
});

Deno.test("doctor exits 1 when the engine does not pass its self-test", async () => {
  const missing = readRecord(stateFolder())?.engine === "prebuilt" ? "native" : "prebuilt";
  const { code, out } = await task("doctor", ["--engine", missing]);
  assertEquals(code, 1);
  assertStringIncludes(out, `FAILED: the self-test of ${missing} did not run`);
});

Deno.test("the report names the engine, those passed over and the way to a GPU", () => {
  const report = {
    engine: "native",
    summary: "a library",
    passedOver: [{ engine: "prebuilt", reason: "no node" }],
    selfTest: { checks: 3, worst: 2e-7, failures: [] },
    library: "libtensorflow 2, cpu",
    device: "cpu",
    cuda: false,
    speed: { matMul: 123.4, convolution: 98.76 },
    versions: { deno: "1", tfjs: "2" },
    machine: "linux",
    gpu: "NVIDIA X",
    cache: { folder: "/cache", megabytes: 7 },
  } as const;
  assertEquals(
    reportText(report).split("\n").map((line) => line.trimEnd()),
    [
      "engine       native (a library)",
      "passed over  prebuilt: no node",
      "self-test    3 checks passed, worst relative error 2.0e-7",
      "computes     libtensorflow 2, cpu",
      "speed        matMul 123 GFLOPS, 3x3 convolution 98.8 GFLOPS",
      "versions     deno 1, tfjs 2",
      "machine      linux",
      "GPU          NVIDIA X",
      "             the CPU computes. For the GPU run `deno task setup --cuda` (downloads several gigabytes)",
      "cache        /cache (7 MB)",
    ],
  );
  const unseen = reportText({ ...report, cuda: true, gpu: undefined });
  assertStringIncludes(
    unseen,
    "GPU          none found\n             the CPU computes. CUDA 12 needs",
  );
  const computing = reportText({ ...report, cuda: true, device: "gpu" });
  assertStringIncludes(computing, "GPU          NVIDIA X\ncache");
});
