/**
 * A mistake that the user can mend: bad input, a missing file, no network. Its message names the
 * offending value and what to do; the command line prints it alone, without a stack, and exits 1.
 *
 * @example
 * ```ts
 * import { UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => {
 *   throw new UserError("Unknown preset 'smal': expected one of paper, small, official");
 * }, UserError, "smal");
 * ```
 */
export class UserError extends Error {
  /** Tells it from other errors. */
  override name = "UserError";
}
