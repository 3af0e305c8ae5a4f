import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { addonOrigin, compileAddon, findCompiler } from "./addon.ts";
import { ensureCudaLibtensorflow, findGpu, FOR_THE_GPU, NO_CUDA_DEVICE, usesCuda } from "./cuda.ts";
import type { Engine } from "./engine.ts";
import { ENGINE_SUMMARY, type EngineName, ENGINES } from "./engine_names.ts";
import { markFile } from "./file_mark.ts";
import { ensureLibtensorflow } from "./libtensorflow.ts";
import { type Machine, reasonOf } from "./machine.ts";
import { installPrebuilt } from "./prebuilt.ts";
import { type EngineRecord, readRecord, recordKey, writeRecord } from "./record.ts";
import type { SelfTestResult } from "./self_test.ts";

/** What set-up is asked for. */
export interface SetUpOptions {
  /** Set up this engine and no other; the ordinary choice stays as it was. */
  readonly engine?: EngineName;
  /** Do everything again, but for a library that is already in the cache. */
  readonly force?: boolean;
  /** Use the CUDA build of libtensorflow, or no longer; default: as the addon that is there. */
  readonly cuda?: boolean;
}

/** The engines that set-up chooses from by itself. */
const CHOICES = ENGINES.filter((engine) => engine !== "webgpu" && engine !== "cpu");

/**
 * Chooses the numeric engine: the first that can be built and passes its self-test. A set-up that
 * still holds is not done again, which takes a few milliseconds.
 *
 * @throws {UserError} when no engine works, with the reason for each
 */
export async function setUp(machine: Machine, options: SetUpOptions = {}): Promise<EngineRecord> {
  const { engine: forced, force = false } = options;
  const key = recordKey();
  const last = force ? undefined : readRecord(machine.state, forced, key);
  if (last && last.cuda === (options.cuda ?? last.cuda)) return last;
  const cuda = options.cuda ?? usesCuda(machine.addon);
  const passedOver: { engine: EngineName; reason: string }[] = [];
  // Who asks for the GPU is not served by another engine.
  const choices = options.cuda ? ["native"] as const : CHOICES;
  for (const engine of forced ? [forced] : choices) {
    try {
      machine.say(`Setting up the engine '${engine}': ${ENGINE_SUMMARY[engine]}`);
      await prepare(machine, engine, cuda, force);
      const { checks, worst, library, device } = await selfTestApart(machine, engine);
      machine.say(`  self-test: ${checks} checks passed, worst error ${worst.toExponential(1)}`);
      const files = engineFiles(machine, engine).map(markFile);
      const record = { key, engine, passedOver, selfTest: { checks, worst }, cuda, files };
      writeRecord(machine.state, record, forced);
      if (library) machine.say(`  computes: ${library}`);
      await mentionGpu(machine, device, engine === "native" && cuda);
      return record;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (/no space left|ENOSPC|os error 28/i.test(reason)) throw fullDisk(machine);
      // A folder that may not be written, and the like, rules out one engine, not all.
      if (!(error instanceof UserError) && !/os error/.test(reason)) throw error;
      passedOver.push({ engine, reason });
      machine.say(`  passed over: ${reason}`);
    }
  }
  const reasons = passedOver.map(({ engine, reason }) => `${engine}: ${reason}`).join("\n  ");
  throw new UserError(`No numeric engine works.\n  ${reasons}`);
}

function fullDisk(machine: Machine): UserError {
  return new UserError(
    `The disk is full: setting up needs about 1.2 GB in ${machine.cache}. ` +
      "Free some space, or set POSEMACHINE_CACHE to a folder on another disk, and run " +
      "`deno task setup` again",
  );
}

/** Builds or fetches what `engine` needs. */
async function prepare(machine: Machine, engine: EngineName, cuda: boolean, force: boolean) {
  if (engine === "wasm" || engine === "webgpu" || engine === "cpu") return;
  if (machine.arch !== "x86_64" || (engine === "native" && machine.os !== "linux")) {
    const needed = engine === "native" ? "Linux on x86_64" : "x86_64";
    throw new UserError(`it needs ${needed}, and this is ${machine.os} on ${machine.arch}`);
  }
  if (engine === "prebuilt") return await installPrebuilt(machine);
  const compiler = await findCompiler(machine); // before a large download
  const library = cuda
    ? await ensureCudaLibtensorflow(machine)
    : await ensureLibtensorflow(machine);
  const origin = addonOrigin(machine.addon);
  if (!force && origin?.engine === "native" && origin.library === library) return;
  machine.say(`  compiling the addon with ${compiler} (about 12 s)`);
  await compileAddon(machine, compiler, library);
}

/** The files that must stay as they are for the engine to work. */
function engineFiles(machine: Machine, engine: EngineName): string[] {
  const origin = addonOrigin(machine.addon);
  if (engine === "native" && origin) {
    return [machine.addon, join(origin.library, "libtensorflow_cc.so.2")];
  }
  return engine === "prebuilt" ? [machine.addon] : [];
}

/**
 * Runs the self-test of an engine in a process of its own, which a broken library may kill.
 *
 * @throws {UserError} when it crashes or a value is wrong
 */
export async function selfTestApart(
  machine: Machine,
  engine: EngineName,
): Promise<SelfTestResult & Partial<Engine>> {
  const program = fileURLToPath(new URL("self_test_main.ts", import.meta.url));
  const permissions = ["--allow-read", "--allow-env", "--allow-ffi", "--allow-sys"];
  const outcome = await machine.run(
    Deno.execPath(),
    [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--no-check",
      ...permissions,
      program,
      engine,
    ],
    { timeoutSeconds: 600, env: { TF_CPP_MIN_LOG_LEVEL: "3" } },
  );
  const line = outcome?.output.split("\n").find((line) => line.startsWith('{"name"'));
  if (line === undefined) {
    const reason = outcome && outcome.output.trim() !== ""
      ? reasonOf(outcome.output)
      : "it crashed";
    throw new UserError(`the self-test of ${engine} did not run: ${reason}`);
  }
  const result: SelfTestResult & Partial<Engine> = JSON.parse(line);
  if (result.failures.length > 0) {
    throw new UserError(`the self-test of ${engine} failed: ${result.failures.join("; ")}`);
  }
  return result;
}

/** Says what is missing where a GPU was asked for, or is there, and the CPU computes. */
async function mentionGpu(machine: Machine, device: string | undefined, cuda: boolean) {
  if (device === "gpu") return;
  const gpu = await findGpu(machine);
  if (gpu === undefined && !cuda) return;
  const found = gpu ? `${gpu} found` : "no NVIDIA GPU found";
  machine.say(`  ${found}; the CPU computes. ${cuda ? NO_CUDA_DEVICE : FOR_THE_GPU}`);
}
