/// <reference lib="deno.worker" />

/**
 * Makes the module that calls it a thread of a worker pool: one job in, its result out. Jobs are done one
 * after the other; the arrays that are values of a result are handed over, not copied.
 */
export function serveJobs<Job, Result extends object>(
  work: (job: Job) => Result | Promise<Result>,
): void {
  let last = Promise.resolve();
  self.onmessage = ({ data: { id, job } }) => {
    last = last.then(async () => {
      try {
        const result = await work(job);
        const arrays = Object.values(result).filter((value) => ArrayBuffer.isView(value));
        self.postMessage({ id, result }, arrays.map((array) => array.buffer as ArrayBuffer));
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        self.postMessage({ id, error: { name, message } });
      }
    });
  };
}
