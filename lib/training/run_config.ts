import { UserError } from "../errors.ts";

/** Anything JSON can hold: a run's configuration, or what it records beside its tensors. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json;
};

/** The leaves of a configuration as `[path, value]`, such as `["adam.beta1", "0.9"]`. */
function settings(config: Json, path = ""): [string, string][] {
  if (typeof config !== "object" || config === null) return [[path, JSON.stringify(config)]];
  const entries = Object.entries(config);
  if (!entries.length) return [[path, Array.isArray(config) ? "[]" : "{}"]];
  return entries.flatMap(([key, value]) => settings(value, path ? `${path}.${key}` : key));
}

/**
 * Where two configurations differ, one line a setting: `seed: 1 in the folder, 2 now`. The order of keys
 * does not matter.
 */
export function configDifferences(saved: Json, now: Json): string[] {
  const [before, after] = [new Map(settings(saved)), new Map(settings(now))];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) =>
      `${key}: ${before.get(key) ?? "absent"} in the folder, ${after.get(key) ?? "absent"} now`
    );
}

/**
 * Refuses to go on with a run under another configuration.
 *
 * @throws {UserError} naming every setting that differs, and both ways out
 */
export function requireSameConfig(folder: string, saved: Json, now: Json): void {
  const differences = configDifferences(saved, now);
  if (!differences.length) return;
  throw new UserError(
    `The run in ${folder} was started with another configuration (${differences.join("; ")}). ` +
      `Choose another folder with --runs, or --fresh to discard that run and begin anew`,
  );
}
