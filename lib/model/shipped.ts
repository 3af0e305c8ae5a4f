import { fileURLToPath } from "node:url";

/** The folder of all that was trained, or measured of it, and comes with the repository. */
export const SHIPPED_DATA: string = fileURLToPath(new URL("../../data", import.meta.url));

/** The machine that comes with the repository: `ours`, seed 1, trained on all five training actors. */
export const SHIPPED_MACHINE: string = fileURLToPath(
  new URL("../../data/ours-1.safetensors", import.meta.url),
);
