import { UserError } from "../errors.ts";

/** Threads that do jobs. Which thread does a job changes nothing in its result. */
export interface WorkerPool<Job, Result> {
  /** Queues a job; each thread works through its own queue in order. */
  run(job: Job): Promise<Result>;
  /** Ends the threads; jobs not yet done are rejected. A pool that is not closed keeps Deno alive. */
  close(): void;
}

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}

interface Thread<Result> {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting<Result>>;
  /** Why it stopped, if it did. */
  broken?: Error;
}

/** Starts `count` threads of a module that calls `serveJobs`. */
export function startWorkers<Job, Result>(module: URL, count: number): WorkerPool<Job, Result> {
  if (!Number.isInteger(count) || count < 1) {
    throw new UserError(`workers is ${count}: expected a whole number of at least 1`);
  }
  let closed = false, jobs = 0;
  const threads: Thread<Result>[] = Array.from({ length: count }, () => {
    const worker = new Worker(module, { type: "module" });
    const waiting = new Map<number, Waiting<Result>>();
    const thread: Thread<Result> = { worker, waiting };
    worker.onmessage = ({ data: { id, result, error } }) => {
      const job = waiting.get(id)!;
      waiting.delete(id);
      if (!error) job.resolve(result);
      else job.reject(new (error.name === "UserError" ? UserError : Error)(error.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      thread.broken = new Error(`A worker thread stopped: ${event.message}`);
      for (const { reject } of waiting.values()) reject(thread.broken);
      waiting.clear();
    };
    return thread;
  });
  return {
    run(job) {
      if (closed) return Promise.reject(new Error("The worker threads are closed"));
      const broken = threads.find((thread) => thread.broken)?.broken;
      if (broken) return Promise.reject(broken); // a job given to a stopped thread would wait for ever
      const { worker, waiting } = threads.reduce((a, b) => b.waiting.size < a.waiting.size ? b : a);
      return new Promise((resolve, reject) => {
        waiting.set(++jobs, { resolve, reject });
        worker.postMessage({ id: jobs, job });
      });
    },
    close() {
      closed = true;
      for (const { worker, waiting } of threads) {
        worker.terminate();
        for (const { reject } of waiting.values()) reject(new Error("Closed before it was done"));
        waiting.clear();
      }
    },
  };
}
