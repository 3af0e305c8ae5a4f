/**
 * Runs `load` with the process's standard error closed to native code: libtensorflow announces oneDNN
 * while it is being loaded, before any of its settings can silence it. What fails still throws. Where
 * the C library has another name, it loads audibly.
 */
export async function quietLoad<T>(load: () => Promise<T>): Promise<T> {
  const c = openLibc();
  if (!c) return await load();
  const { dup, dup2, open, close } = c.symbols;
  const nowhere = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  const kept = dup(STANDARD_ERROR);
  try {
    if (nowhere >= 0 && kept >= 0) dup2(nowhere, STANDARD_ERROR);
    return await load();
  } finally {
    if (kept >= 0) dup2(kept, STANDARD_ERROR);
    for (const file of [nowhere, kept]) if (file >= 0) close(file);
    c.close();
  }
}

const STANDARD_ERROR = 2;
const WRITE_ONLY = 1;

function openLibc() {
  try {
    return Deno.dlopen("libc.so.6", {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      open: { parameters: ["buffer", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    return undefined;
  }
}
