import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type KernelMessage, newConnection } from "./kernel_message.ts";
import { converse, type KernelWire, pause } from "./kernel_wire.ts";
import { connectZmtp, type ZmtpSocket } from "./zmtp.ts";

/** What one cell gave: the reply on the shell socket and every message on the broadcast socket. */
export interface Execution {
  reply: KernelMessage;
  broadcast: KernelMessage[];
}

/** A running Deno kernel. */
export interface Kernel {
  /** Runs one cell and gives all of its outputs; rejects after `timeout` ms or when it dies. */
  execute(code: string, timeout: number): Promise<Execution>;
  stop(): Promise<void>;
}

/** The permissions of Deno; its own type leaves out `import`, code from other hosts. */
export type Permission = Deno.PermissionName | "import";

export interface KernelOptions {
  /** The kernel's working directory: relative imports and `deno.json` resolve from it. */
  folder: string;
  /** Permissions taken from the kernel before the first cell; without this it has all. */
  withheld?: readonly Permission[];
  /** Kills the kernel when it is aborted: otherwise a kernel outlives an interrupted runner. */
  signal?: AbortSignal;
}

const FENCE = "application/x.posemachine-fence";
const STARTUP = 30_000;

/**
 * Starts `deno jupyter --kernel` and connects to it.
 *
 * The kernel may say that it is idle before it has published a cell's results, so that a runner
 * which trusts `idle` loses outputs. Here a fence is sent after each cell down the path that its
 * outputs take: when it arrives, everything before it has arrived.
 *
 * `deno jupyter` takes no permission flags and every kernel starts with all permissions; the ones
 * in `withheld` are revoked by a first request. An unawaited rejection, which the kernel swallows,
 * is kept and reported with the cell.
 */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const connection = newConnection();
  const scratch = join(options.folder, ".run"); // the only folder that a runner need write to
  Deno.mkdirSync(scratch, { recursive: true });
  const file = Deno.makeTempFileSync({ dir: Deno.realPathSync(scratch), suffix: ".json" });
  Deno.writeTextFileSync(file, JSON.stringify(connection));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--kernel", "--conn", file],
    cwd: options.folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const death = process.status.then(({ code, signal }) => {
    throw new Error(`the kernel ended (${signal ? `signal ${signal}` : `code ${code}`})`);
  });
  death.catch(() => {}); // awaited only while something is asked of the kernel
  const killed = () => kill(process, "SIGKILL");
  options.signal?.addEventListener("abort", killed);

  const sockets: ZmtpSocket[] = [];
  async function open(port: number, type: "DEALER" | "SUB") {
    const identity = type === "DEALER" ? randomUUID() : undefined;
    const socket = await Promise.race([connectZmtp(port, { type, identity }, STARTUP), death]);
    sockets.push(socket);
    return socket;
  }
  async function stop() {
    options.signal?.removeEventListener("abort", killed);
    kill(process, "SIGTERM");
    const timer = setTimeout(() => kill(process, "SIGKILL"), 2000);
    await process.status;
    clearTimeout(timer);
    for (const socket of sockets) socket.close();
    await Deno.remove(file).catch(() => {});
  }
  try {
    const iopub = await open(connection.iopub_port, "SUB");
    const shell = await open(connection.shell_port, "DEALER");
    const wire = converse(shell, iopub, connection.key);
    await Promise.race([wire.greet(STARTUP), death]);
    const prepared = wire.execute(prelude(options.withheld ?? []), true);
    await within(Promise.race([prepared, death]), STARTUP);
    return {
      execute: (code, timeout) => within(Promise.race([executeFenced(wire, code), death]), timeout),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function executeFenced(wire: KernelWire, code: string): Promise<Execution> {
  const broadcast: KernelMessage[] = [];
  const mark = randomUUID();
  const fenced = new Promise<void>((resolve) =>
    wire.listen((message) => {
      const data = message.content.data as Record<string, unknown> | undefined;
      if (data?.[FENCE] === mark) resolve();
      else broadcast.push(message);
    })
  );
  const reply = await wire.execute(code, false);
  await Promise.all([fenced, wire.execute(`await globalThis.posemachineFence("${mark}");`, true)]);
  await pause(15); // what the cell printed travels on a path of its own
  wire.listen(() => {});
  return { reply, broadcast };
}

/** Runs before the first cell: takes permissions away, keeps rejections that nobody awaited. */
function prelude(withheld: readonly string[]): string {
  return `
for (const name of ${JSON.stringify(withheld)}) await Deno.permissions.revoke({ name });
{
  const rejections = [];
  const broadcast = Deno.jupyter.broadcast;
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    rejections.push(event.reason);
  });
  globalThis.posemachineFence = async (mark) => {
    await new Promise((done) => setTimeout(done, 0)); // lets the events arrive
    for (const reason of rejections.splice(0)) {
      const ename = "Uncaught (in promise) " + (reason?.name ?? "Error");
      const evalue = String(reason?.message ?? reason);
      await broadcast("error", { ename, evalue, traceback: [] });
    }
    await broadcast("display_data", { data: { "${FENCE}": mark }, metadata: {}, transient: {} });
  };
}`;
}

function kill(process: Deno.ChildProcess, signal: Deno.Signal) {
  try {
    process.kill(signal);
  } catch { /* gone already */ }
}

async function within<T>(promise: Promise<T>, timeout: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const text = `still running after ${timeout / 1000} s`;
    timer = setTimeout(() => reject(new Error(text)), timeout);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
