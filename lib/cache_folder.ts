import { join } from "node:path";
import { UserError } from "./errors.ts";

/**
 * The user's cache folder for this project: `$POSEMACHINE_CACHE`, else the platform's own place
 * (`$XDG_CACHE_HOME/posemachine` or `~/.cache/posemachine` on Linux). Everything in it can be rebuilt.
 *
 * @example
 * ```ts
 * import { cacheFolder } from "posemachine";
 * import { assert } from "@std/assert";
 * assert(cacheFolder("benchmark").endsWith("benchmark"));
 * ```
 */
export function cacheFolder(...parts: string[]): string {
  const env = (name: string) => Deno.env.get(name) || undefined;
  const home = env("HOME") ?? env("USERPROFILE");
  const own = env("POSEMACHINE_CACHE");
  if (own) return join(own, ...parts);
  if (!home && !env("XDG_CACHE_HOME") && !env("LOCALAPPDATA")) {
    throw new UserError("No home folder found: set POSEMACHINE_CACHE to a folder for cached files");
  }
  const base = Deno.build.os === "windows"
    ? env("LOCALAPPDATA") ?? join(home!, "AppData", "Local")
    : Deno.build.os === "darwin"
    ? join(home!, "Library", "Caches")
    : env("XDG_CACHE_HOME") ?? join(home!, ".cache");
  return join(base, "posemachine", ...parts);
}
