import { fileURLToPath } from "node:url";
import denoJson from "../../deno.json" with { type: "json" };

/** The repository. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** What follows `deno run`, and the environment it wants. */
export interface DenoCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command of a task of `deno.json`, permissions and all, for starting it as a process of its own:
 * without the set-up that the task depends on.
 */
export function taskCommand(name: "train" | "sweep", args: readonly string[]): DenoCommand {
  const words = denoJson.tasks[name].command.split(" ");
  const deno = words.indexOf("deno");
  const env = Object.fromEntries(words.slice(0, deno).map((word) => word.split("=", 2)));
  const script = ROOT + words.at(-1);
  return { args: [...words.slice(deno + 2, -1), script, ...args], env };
}
