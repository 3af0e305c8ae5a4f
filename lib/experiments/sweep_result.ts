import { createHash } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { parseHeader } from "../data/formats/safetensors_header.ts";
import { stepFolder } from "../training/plan.ts";

/** What a finished job left on disk. */
export interface SweepResult {
  /** Library and device that computed it. */
  readonly engine: string;
  /** Of the file. */
  readonly sha256: string;
}

/** Steps in their order as text, each by the name of its folder: what files and records are compared by. */
export function stepNames(
  steps: readonly { readonly name: string; readonly key: string }[],
): string {
  return steps.map((step, index) => stepFolder({ ...step, number: index + 1 })).join(" ");
}

/**
 * What a job left, if the file says that it is finished: a machine made by just these steps, or a
 * checkpoint after the last update of its step. A damaged file counts as none; nothing but the header is
 * decoded, so that no engine is needed.
 *
 * @param result the file, from the folder of all runs
 * @param steps as {@link stepNames} gives them
 */
export function finishedResult(
  runs: string,
  { result, steps }: { readonly result: string; readonly steps: string },
): SweepResult | undefined {
  const path = join(runs, result);
  try {
    const bytes = Deno.readFileSync(path);
    const { metadata } = parseHeader(bytes, path, "or train again");
    const engine = "step" in metadata ? finishedStep(metadata) : finishedMachine(metadata, steps);
    if (engine === undefined) return undefined;
    return { engine, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    const unfinished = error instanceof Deno.errors.NotFound || error instanceof UserError ||
      error instanceof SyntaxError || error instanceof TypeError;
    if (unfinished) return undefined;
    throw error;
  }
}

type Metadata = Readonly<Record<string, string>>;

/** The engine of a checkpoint that has all the updates its configuration asks for. */
function finishedStep({ step, config }: Metadata): string | undefined {
  const settings = JSON.parse(config); // the steps come in their order, this one last
  const { updates } = Object.values(settings).at(-1) as { updates: number };
  return Number(step) === updates ? settings.engine : undefined;
}

/** The engine of a machine that these steps made. */
function finishedMachine({ record }: Metadata, wanted: string): string | undefined {
  const { steps, engine } = JSON.parse(record) as {
    steps: { name: string; key: string }[];
    engine: string;
  };
  return stepNames(steps) === wanted ? engine : undefined;
}
