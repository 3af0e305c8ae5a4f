import { UserError } from "../errors.ts";

/**
 * A whole number of the command line.
 *
 * @throws {UserError} naming the option and the value
 */
export function wholeNumber(option: string, value: string, least: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
    throw new UserError(`${option} is '${value}': expected a whole number, such as 1`);
  }
  return number;
}
