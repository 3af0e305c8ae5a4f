// Loaded before a training that another process started (`deno run --preload`): when that one dies,
// however it does, Linux ends this one, too, so that no training goes on which nobody knows of. (The
// thread that trains is too busy to watch a pipe.) Elsewhere it goes on, and its run folders' locks
// make a restarted sweep wait for it.

/** The environment variable that holds the number of the process to die with. */
export const PARENT = "POSEMACHINE_PARENT";

const SET_PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9n; // a run folder is whole after a kill at any moment

function endWithParent() {
  const parent = Deno.env.get(PARENT);
  if (!parent || Deno.build.os !== "linux") return;
  let c;
  try {
    c = Deno.dlopen("libc.so.6", {
      prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
    });
  } catch {
    return; // the C library has another name: the locks must do
  }
  c.symbols.prctl(SET_PARENT_DEATH_SIGNAL, SIGKILL, 0n, 0n, 0n);
  c.close();
  if (String(Deno.ppid) !== parent) Deno.exit(1); // it died before we asked
}

endWithParent();
