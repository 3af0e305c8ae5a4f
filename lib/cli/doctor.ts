// deno task doctor: what computes here, whether it computes rightly, and how fast.
import { Command } from "commander";
import { FOR_THE_GPU, NO_CUDA_DEVICE } from "../engine/cuda.ts";
import { parseEngineName } from "../engine/engine_names.ts";
import { thisMachine } from "../engine/machine.ts";
import { type EngineReport, examineEngine } from "../engine/report.ts";
import { runCommand } from "../run_command.ts";

/** The report as the terminal shows it: a name and what there is to say about it, line by line. */
export function reportText(report: EngineReport): string {
  const rows: [string, string][] = [["engine", `${report.engine} (${report.summary})`]];
  if (report.forcedBy) rows.push(["", `asked for by ${report.forcedBy}`]);
  for (const { engine, reason } of report.passedOver) {
    rows.push(["passed over", `${engine}: ${reason}`]);
  }
  const { selfTest, speed, problem } = report;
  if (problem) rows.push(["self-test", `FAILED: ${problem}`]);
  else if (selfTest) {
    const worst = selfTest.worst.toExponential(1);
    rows.push(["self-test", `${selfTest.checks} checks passed, worst relative error ${worst}`]);
  }
  if (report.library) rows.push(["computes", report.library]);
  if (speed) {
    const [product, convolution] = [speed.matMul, speed.convolution].map((v) => v.toPrecision(3));
    rows.push(["speed", `matMul ${product} GFLOPS, 3x3 convolution ${convolution} GFLOPS`]);
  }
  const versions = Object.entries(report.versions).map((pair) => pair.join(" ")).join(", ");
  rows.push(["versions", versions], ["machine", report.machine], [
    "GPU",
    report.gpu ?? "none found",
  ]);
  if (report.engine === "native" && report.device !== "gpu") {
    if (report.cuda) rows.push(["", `the CPU computes. ${NO_CUDA_DEVICE}`]);
    else if (report.gpu) rows.push(["", `the CPU computes. ${FOR_THE_GPU}`]);
  }
  rows.push(["cache", `${report.cache.folder} (${report.cache.megabytes} MB)`]);
  return rows.map(([name, value]) => `${name.padEnd(12)} ${value}`).join("\n");
}

if (import.meta.main) {
  const command = new Command("doctor")
    .description("Show which numeric engine runs, test it and measure it")
    .option("--engine <name>", "examine this one: native, prebuilt, wasm, webgpu or cpu")
    .option("--json", "print one JSON object")
    .allowExcessArguments(false)
    .action((options: { engine?: string; json?: boolean }) =>
      runCommand(async () => {
        const by = options.engine === undefined ? "POSEMACHINE_ENGINE" : "--engine";
        const name = options.engine ?? Deno.env.get("POSEMACHINE_ENGINE");
        const forced = name ? { engine: parseEngineName(name, by), by } : undefined;
        const report = await examineEngine(thisMachine(), forced);
        console.log(options.json ? JSON.stringify(report, null, 2) : reportText(report));
        if (report.problem) Deno.exit(1);
      })
    );
  await command.parseAsync(["deno", "doctor", ...Deno.args]);
}
