import { randomUUID } from "node:crypto";
import { decodeMessage, encodeRequest, type KernelMessage } from "./kernel_message.ts";
import type { ZmtpSocket } from "./zmtp.ts";

/** A conversation with a kernel: requests matched with their replies, broadcasts to a listener. */
export interface KernelWire {
  /** Asks the kernel to run code; a silent request leaves the execution count as it was. */
  execute(code: string, silent: boolean): Promise<KernelMessage>;
  /** Names the one receiver of broadcast messages. */
  listen(listener: (message: KernelMessage) => void): void;
  /** Waits until both sockets carry messages; rejects after `patience` ms. */
  greet(patience: number): Promise<void>;
}

/** Speaks the Jupyter protocol over a connected shell and a connected broadcast (iopub) socket. */
export function converse(shell: ZmtpSocket, iopub: ZmtpSocket, key: string): KernelWire {
  const session = randomUUID();
  const waiting = new Map<string, (message: KernelMessage) => void>();
  let heard = false;
  let listener: (message: KernelMessage) => void = () => {};
  readAll(shell, (message) => waiting.get(message.parent ?? "")?.(message));
  readAll(iopub, (message) => {
    heard = true;
    listener(message);
  });

  async function request(type: string, content: unknown): Promise<KernelMessage> {
    const id = randomUUID();
    const reply = new Promise<KernelMessage>((resolve) => waiting.set(id, resolve));
    await shell.send(encodeRequest({ id, session, type, content }, key));
    return await reply.finally(() => waiting.delete(id));
  }
  return {
    execute: (code, silent) =>
      request("execute_request", {
        code,
        silent,
        store_history: !silent,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
      }),
    listen(next) {
      listener = next;
    },
    async greet(patience) {
      // A request sent before the kernel has joined the sockets is lost, so it is asked again.
      let answered = false;
      for (const begun = performance.now(); performance.now() - begun < patience;) {
        const reply = request("kernel_info_request", {}).then(() => answered = true);
        await Promise.race([reply, pause(300)]);
        await pause(10);
        if (answered && heard) return;
      }
      throw new Error(`the kernel did not answer within ${patience / 1000} s`);
    },
  };
}

async function readAll(socket: ZmtpSocket, receive: (message: KernelMessage) => void) {
  for await (const frames of socket.messages()) receive(decodeMessage(frames));
}

/** Resolves after `duration` ms. */
export function pause(duration: number): Promise<void> {
  return new Promise((done) => setTimeout(done, duration));
}
