// `@std/assert` lives on jsr, which not every network reaches, so the import map points here.
// To use the real package, change that one line in deno.json to "jsr:@std/assert@^1".
import assertModule from "node:assert/strict";

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message?: string): asserts condition {
  assertModule.ok(condition, message!); // `!`: the types of @types/node want a string; none is fine too
}

/** Fails unless both values are deeply and strictly equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  assertModule.deepStrictEqual(actual, expected, message!);
}

/** Fails if both values are deeply and strictly equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  assertModule.notDeepStrictEqual(actual, expected, message!);
}

/** Fails unless `|actual - expected| <= tolerance` (default: 1e-7 of `expected`, as in the original). */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const difference = Math.abs(expected - actual);
  if (difference <= tolerance) return; // NaN compares false, so NaN fails
  throw new assertModule.AssertionError({
    message: message ??
      `Expected ${actual} to be within ${tolerance} of ${expected}: off by ${difference}`,
    actual,
    expected,
  });
}

/** Fails unless `text` contains `part`. */
export function assertStringIncludes(text: string, part: string, message?: string): void {
  assertModule.ok(
    text.includes(part),
    message ?? `Expected ${JSON.stringify(text)} to contain ${JSON.stringify(part)}`,
  );
}

// deno-lint-ignore no-explicit-any -- the signature of the original
type ErrorClass = abstract new (...args: any[]) => Error;

function check(error: unknown, errorClass?: ErrorClass, messageIncludes?: string): Error {
  if (!(error instanceof Error)) throw new assertModule.AssertionError({ message: "Not an Error" });
  if (errorClass) {
    assertModule.ok(
      error instanceof errorClass,
      `Expected ${errorClass.name}, got ${error.name}: ${error.message}`,
    );
  }
  if (messageIncludes) assertStringIncludes(error.message, messageIncludes);
  return error;
}

/** Fails unless `fn` throws (an `errorClass` whose message contains `messageIncludes`); returns the error. */
export function assertThrows(
  fn: () => unknown,
  errorClass?: ErrorClass,
  messageIncludes?: string,
): Error {
  try {
    fn();
  } catch (error) {
    return check(error, errorClass, messageIncludes);
  }
  throw new assertModule.AssertionError({ message: "Expected function to throw" });
}

/** As {@link assertThrows}, for a function that returns a promise. */
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  errorClass?: ErrorClass,
  messageIncludes?: string,
): Promise<Error> {
  try {
    await fn();
  } catch (error) {
    return check(error, errorClass, messageIncludes);
  }
  throw new assertModule.AssertionError({ message: "Expected function to reject" });
}
