// Draws in a thread of its own: one job in, its pictures out.
/// <reference lib="deno.worker" />
import { draw } from "./jobs.ts";

self.onmessage = ({ data: { id, job } }) => {
  try {
    const { result, transfer } = draw(job);
    self.postMessage({ id, result }, transfer);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    self.postMessage({ id, error: { name, message } });
  }
};
