import { z } from "zod";
import { fileURLToPath } from "node:url";
import { UserError } from "../errors.ts";
import { reasonOf, runExternal } from "../engine/machine.ts";
import { type DeviceChoice, devicesBeside } from "./devices_beside.ts";
import type { RunningTimeOptions, RunningTimeRow, RunningTimes } from "./running_time.ts";

/** What is measured in a process of its own: plain values. */
export interface ProcessOptions extends Omit<RunningTimeOptions, "progress"> {
  /** Frames of the clip. */
  readonly frames?: number;
}

/** Which devices, by which program. */
export interface BesideOptions extends ProcessOptions {
  /** The devices (default: the graphics card that is at hand; none where there is none). */
  readonly devices?: readonly DeviceChoice[];
  /** The program that measures (default: Table 4's methods). */
  readonly program?: string;
}

const TIMES = z.looseObject({
  rows: z.array(z.looseObject({ method: z.string(), engine: z.string(), measured_ms: z.number() })),
  stages: z.array(z.looseObject({ stage: z.string(), engine: z.string() })),
  matmulGflops: z.number(),
});

const PROGRAM = fileURLToPath(new URL("running_time_main.ts", import.meta.url));
const DAY = 24 * 3600;

/**
 * Measures Table 4 again on the graphics card, where one is at hand, in processes of their own, one after the
 * other; where none is, the result is empty. Rows say which engine and device they come from.
 *
 * @throws {UserError} when such a process fails, with its reason
 *
 * @example
 * ```ts
 * import { measureBeside } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await measureBeside({ devices: [] }), []);
 * ```
 */
export async function measureBeside(options: BesideOptions = {}): Promise<RunningTimes[]> {
  const { devices = await devicesBeside(), program = PROGRAM, ...rest } = options;
  const all: RunningTimes[] = [];
  for (const device of devices) {
    const permissions = ["read", "env", "ffi", "sys"].map((name) => `--allow-${name}`);
    const outcome = await runExternal(
      Deno.execPath(),
      ["run", "--quiet", "--no-prompt", ...permissions, program, JSON.stringify(rest)],
      { env: { TF_CPP_MIN_LOG_LEVEL: "3", ...device }, timeoutSeconds: DAY },
    );
    const line = outcome?.output.split("\n").find((line) => line.startsWith('{"rows"'));
    if (!outcome?.ok || line === undefined) {
      const where = Object.entries(device).map((pair) => pair.join("=")).join(" ");
      throw new UserError(`Running times with ${where}: ${reasonOf(outcome?.output ?? "")}`);
    }
    all.push(TIMES.parse(JSON.parse(line)) as unknown as RunningTimes);
  }
  return all;
}

/**
 * The rows of the first engine, each with a column of milliseconds a picture for every further engine, named
 * by it; null where that one has no such row.
 *
 * @example
 * ```ts
 * import { timesByEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(timesByEngine([{ rows: [], stages: [], matmulGflops: 100 }]), []);
 * ```
 */
export function timesByEngine(
  [first, ...others]: readonly RunningTimes[],
): (RunningTimeRow & Record<string, unknown>)[] {
  return first.rows.map((row) => {
    const columns = others.map(({ rows }) => {
      const same = rows.find(({ method, variant }) =>
        method === row.method && variant === row.variant
      );
      return [`ms, ${rows[0]?.engine}`, same?.measured_ms ?? null];
    });
    return { ...row, ...Object.fromEntries(columns) };
  });
}
