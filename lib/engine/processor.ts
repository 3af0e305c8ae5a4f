import os from "node:os";

/** The machine's processor, cores and memory in words. */
export function processorText(): string {
  const cpus = os.cpus();
  return `${cpus[0]?.model.trim() ?? "unknown processor"}, ${cpus.length} cores, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GB`;
}
