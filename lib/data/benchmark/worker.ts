// Draws in a thread of its own: one job in, its pictures out.
/// <reference lib="deno.worker" />
import { createDrawer } from "./jobs.ts";

const draw = createDrawer();

self.onmessage = ({ data: { id, job } }) => {
  try {
    const result = draw(job);
    const arrays = Object.values(result).filter((value) => ArrayBuffer.isView(value));
    // Handed over, not copied.
    self.postMessage({ id, result }, arrays.map((array) => array.buffer as ArrayBuffer));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    self.postMessage({ id, error: { name, message } });
  }
};
