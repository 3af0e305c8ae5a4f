import { z } from "zod";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import type { Scores } from "../evaluation/scores.ts";
import { decodeSafetensors, encodeSafetensors } from "../data/formats/safetensors.ts";

const FORMAT = "posemachine-scores-1";

const HEADER = z.strictObject({
  variant: z.string(),
  seed: z.number().int(),
  checkpoint: z.string(),
  protocol: z.string(),
  dataset: z.string(),
  joints: z.array(z.string()),
  actions: z.array(z.string()).optional(),
  motions: z.array(z.strictObject({
    actor: z.string(),
    action: z.string(),
    trial: z.number().int(),
    frames: z.number().int().positive(),
  })).min(1),
  rows: z.array(z.strictObject({
    row: z.string(),
    discarded: z.number().nullable(),
    checkpoint: z.string().optional(),
  })),
});

const JSON_HEADER = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "its header is no JSON" });
    return z.NEVER;
  }
}).pipe(HEADER);

/** Scores read from a file, and what made them. */
export interface ScoresFile {
  /** What was measured. */
  readonly scores: Scores;
  /** The command, engine and commit that made them. */
  readonly made: Readonly<Record<string, string>>;
}

/**
 * Writes scores as one safetensors file: a tensor [motions, K] of summed joint errors (mm) a row, the rest
 * as JSON in the header. It stands in for a checkpoint that is too large to keep.
 *
 * @example
 * ```ts
 * import { readScores, type Scores, writeScores } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const about = { protocol: "a take", dataset: "a take", joints: ["hip"], motions };
 * const rows = [{ row: "ours", sums: Float64Array.of(160), discarded: 0 }];
 * const scores: Scores = { variant: "ours", seed: 1, checkpoint: "ours-1@0123", ...about, rows };
 * const path = `${Deno.makeTempDirSync()}/ours-1.safetensors`;
 * writeScores(path, { scores, made: { command: "deno task evaluate" } });
 * assertEquals(readScores(path).scores, scores);
 * ```
 */
export function writeScores(path: string, { scores, made }: ScoresFile): void {
  const { rows, motions, joints, ...about } = scores;
  const tensors = Object.fromEntries(rows.map(({ row, sums }) => [
    row,
    {
      dtype: "F32",
      shape: [motions.length, joints.length],
      data: Float32Array.from(sums),
    } as const,
  ]));
  const header = {
    ...about,
    joints,
    motions,
    rows: rows.map(({ sums: _, ...row }) => row),
  };
  writeAtomic(
    path,
    encodeSafetensors(tensors, {
      format: FORMAT,
      scores: JSON.stringify(header),
      made: JSON.stringify(made),
    }),
  );
}

/**
 * Reads what {@link writeScores} wrote.
 *
 * @throws {UserError} when the file is missing, damaged or something else, saying what is wrong
 *
 * @example
 * ```ts
 * import { readScores, SHIPPED_MACHINE, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => readScores(SHIPPED_MACHINE), UserError, "no scores");
 * ```
 */
export function readScores(path: string): ScoresFile {
  const remedy = "or write it again with `deno task evaluate --keep FOLDER`";
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path} (${(error as Error).message}): give another file`);
  }
  const { tensors, metadata } = decodeSafetensors(bytes, path, remedy);
  const wrong = (reason: string) =>
    new UserError(`${path} holds no scores (${reason}): give ${remedy}`);
  if (metadata.format !== FORMAT) {
    throw wrong(`format ${metadata.format ?? "absent"}, expected ${FORMAT}`);
  }
  const { success, data, error } = JSON_HEADER.safeParse(metadata.scores);
  if (!success) throw wrong(`${error.issues[0].path.join(".")}: ${error.issues[0].message}`);
  const { rows, ...about } = data;
  return {
    made: JSON.parse(metadata.made ?? "{}"),
    scores: {
      ...about,
      rows: rows.map((row) => {
        const tensor = tensors[row.row];
        if (tensor?.shape.join() !== `${about.motions.length},${about.joints.length}`) {
          throw wrong(`row '${row.row}' is ${tensor ? `[${tensor.shape}]` : "absent"}`);
        }
        return { ...row, sums: Float64Array.from(tensor.data) };
      }),
    },
  };
}
