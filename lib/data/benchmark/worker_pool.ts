import { UserError } from "../../errors.ts";
import type { Job, Result } from "./jobs.ts";

/** Threads that draw. Which thread does a job changes nothing in its result. */
export interface WorkerPool {
  /** Queues a job; each thread works through its own queue in order. */
  run<J extends Job>(job: J): Promise<Result<J>>;
  /** Ends the threads; jobs not yet done are rejected. A pool that is not closed keeps Deno alive. */
  close(): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Why it stopped, if it did. */
  broken?: Error;
}

/** Starts `count` threads. */
export function startWorkers(count: number): WorkerPool {
  if (!Number.isInteger(count) || count < 1) {
    throw new UserError(`workers is ${count}: expected a whole number of at least 1`);
  }
  let closed = false, jobs = 0;
  const threads: Thread[] = Array.from({ length: count }, () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const waiting = new Map<number, Waiting>();
    const thread: Thread = { worker, waiting };
    worker.onmessage = ({ data: { id, result, error } }) => {
      const job = waiting.get(id)!;
      waiting.delete(id);
      if (!error) job.resolve(result);
      else job.reject(new (error.name === "UserError" ? UserError : Error)(error.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      thread.broken = new Error(`A drawing thread stopped: ${event.message}`);
      for (const { reject } of waiting.values()) reject(thread.broken);
      waiting.clear();
    };
    return thread;
  });
  return {
    run<J extends Job>(job: J) {
      if (closed) return Promise.reject(new Error("The drawing threads are closed"));
      const { worker, waiting } = threads.reduce((a, b) => b.waiting.size < a.waiting.size ? b : a);
      return new Promise<Result<J>>((resolve, reject) => {
        waiting.set(++jobs, { resolve: (result) => resolve(result as Result<J>), reject });
        worker.postMessage({ id: jobs, job });
      });
    },
    close() {
      closed = true;
      for (const { worker, waiting } of threads) {
        worker.terminate();
        for (const { reject } of waiting.values()) reject(new Error("Closed before it was drawn"));
        waiting.clear();
      }
    },
  };
}
