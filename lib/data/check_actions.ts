import { UserError } from "../errors.ts";

/**
 * Refuses actions that a data set does not have.
 *
 * @throws {UserError} naming the first of them and those that there are
 */
export function checkActions(
  actions: readonly string[] | undefined,
  known: readonly string[],
): void {
  const wrong = actions?.find((action) => !known.includes(action));
  if (wrong === undefined) return;
  throw new UserError(`--actions names '${wrong}': expected some of ${known.join(", ")}`);
}
