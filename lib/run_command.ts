import { UserError } from "./errors.ts";

/** What a failed command prints: a mistake the user can mend as one line, anything else in full. */
export function failureText(error: unknown): string {
  if (error instanceof UserError) return `error: ${error.message}`;
  if (error instanceof Deno.errors.NotCapable) {
    return `error: ${error.message}. Run it through \`deno task\`, which names the permissions it needs`;
  }
  if (error instanceof Error && /no space left|os error 28|ENOSPC/i.test(error.message)) {
    return `error: The disk is full (${error.message}). Free some space and run the command again`;
  }
  return error instanceof Error ? error.stack ?? `${error.name}: ${error.message}` : String(error);
}

/**
 * Runs a command-line task to its end and sets the exit code: a {@link UserError} prints its message
 * alone, another error its stack, and both exit 1.
 */
export async function runCommand(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(failureText(error));
    Deno.exit(1);
  }
}
