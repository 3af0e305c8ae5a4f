import { UserError } from "../errors.ts";

/**
 * Mean error of each frame over its joints: to look at frames one by one, which no figure of a table
 * does.
 *
 * @param errors joint errors [frames, K], in any unit
 * @throws {UserError} when the errors are not whole frames
 *
 * @example
 * ```ts
 * import { frameMeans } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals([...frameMeans(Float32Array.of(0, 10, 0, 30), 2)], [5, 15]);
 * ```
 */
export function frameMeans(errors: Float32Array, joints: number): Float32Array {
  const frames = errors.length / joints;
  if (!Number.isInteger(frames)) {
    throw new UserError(`${errors.length} joint errors are not whole frames of ${joints} joints`);
  }
  return Float32Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let joint = 0; joint < joints; joint++) sum += errors[frame * joints + joint];
    return sum / joints;
  });
}
