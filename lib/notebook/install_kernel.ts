import { join } from "node:path";
import { UserError } from "../errors.ts";

/** A kernel that Jupyter can start. */
export interface InstalledKernel {
  /** The kernel's `kernel.json`. */
  file: string;
  /** The deno binary that it names. */
  binary: string;
  /** Whether it was there before and has been left as it was. */
  kept: boolean;
}

/**
 * Registers the running deno binary as the Jupyter kernel `deno`; neither Jupyter nor Python is needed
 * for that. A kernel of that name which already works is kept, unless `force` is set.
 *
 * @throws {UserError} with deno's own words when it cannot be registered
 */
export async function installKernel({ force = false } = {}): Promise<InstalledKernel> {
  const found = await register(force);
  if (found.kept && !isFile(found.binary)) return await register(true); // names a binary now gone
  return found;
}

async function register(force: boolean): Promise<InstalledKernel> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--install", ...(force ? ["--force"] : [])],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const folder = /kernel(?:spec)? (?:already exists|installed successfully) at (.+?)(?:,|\.?$)/m
    .exec(text)?.[1];
  if (!folder) throw new UserError(`The kernel could not be installed: ${text.trim()}`);
  const file = join(folder, "kernel.json");
  return { file, binary: JSON.parse(Deno.readTextFileSync(file)).argv[0], kept: !success };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
