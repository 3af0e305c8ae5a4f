import { existsSync, statfsSync } from "node:fs";

/** What is to be made: pictures that take so many bytes, where, and by how many cores in what time. */
export interface Estimate {
  readonly bytes: number;
  /** Folder of the result. */
  readonly to: string;
  readonly seconds: number;
  readonly jobs: number;
}

/** Disk and time in words: `about 1.2 GB in h36m (30.1 GB are free), and some 3 minutes on 8 cores`. */
export function estimateText({ bytes, to, seconds, jobs }: Estimate): string {
  return `about ${sizeText(bytes)} in ${to}${free(to)}, and ${minutes(seconds)} on ${jobs} cores`;
}

/** Bytes in words. */
export const sizeText = (bytes: number) =>
  bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

const minutes = (seconds: number) =>
  seconds < 60 ? "less than a minute" : `some ${Math.round(seconds / 60)} minutes`;

/** What the disk still holds, for the user to compare. */
function free(folder: string): string {
  if (!existsSync(folder)) return "";
  const { bavail, bsize } = statfsSync(folder);
  return ` (${sizeText(bavail * bsize)} are free)`;
}
