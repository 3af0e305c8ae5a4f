import { UserError } from "../errors.ts";

/** Which batches, and how many are made before they are asked for. */
export interface BatchesAhead {
  /** Number of the first item. */
  readonly start: number;
  /** Items a batch. */
  readonly batch: number;
  /** Batches held ready or in the making. */
  readonly ahead: number;
}

/** @throws {UserError} naming the stream and the option that is out of range */
export function checkBatches({ start, batch, ahead }: BatchesAhead, stream: string): void {
  for (
    const [name, value, low] of [["start", start, 0], ["batch", batch, 1], ["ahead", ahead, 1]]
  ) {
    if (!Number.isInteger(value) || value < low) {
      throw new UserError(
        `${name} of ${stream} is ${value}: expected a whole number from ${low}`,
      );
    }
  }
}

/**
 * Batches without end, each beginning where the one before ended; `ahead` of them are made before they are
 * asked for.
 *
 * @param make makes the batch that begins with an item
 * @returns what gives the next batch
 */
export function batchesAhead<T>(
  make: (start: number) => Promise<T>,
  { start, batch, ahead }: BatchesAhead,
): () => Promise<T> {
  const ready: Promise<T>[] = [];
  let asked = start;
  const ask = () => {
    const made = make(asked);
    asked += batch;
    made.catch(() => {}); // told to whoever takes this batch
    ready.push(made);
  };
  for (let i = 0; i < ahead; i++) ask();
  return () => {
    const first = ready.shift()!;
    ask();
    return first;
  };
}
