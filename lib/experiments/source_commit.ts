import { ROOT } from "./task_command.ts";

/** The commit that the code is at, `-dirty` behind it when tracked files differ; empty outside git. */
export async function sourceCommit(): Promise<string> {
  const head = await git("rev-parse", "HEAD");
  if (!head) return "";
  return await git("status", "--porcelain", "--untracked-files=no") ? `${head}-dirty` : head;
}

async function git(...args: string[]): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args,
      cwd: ROOT,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
