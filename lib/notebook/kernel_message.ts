import { createHmac, randomUUID } from "node:crypto";

/** One message of the Jupyter protocol (https://jupyter-client.readthedocs.io, "Messaging"). */
export interface KernelMessage {
  type: string;
  /** The id of the request that this message answers. */
  parent?: string;
  content: Record<string, unknown>;
}

/** The connection file that a kernel reads at its start, and how its messages are signed. */
export interface KernelConnection {
  ip: "127.0.0.1";
  transport: "tcp";
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  key: string;
  signature_scheme: "hmac-sha256";
  kernel_name: "deno";
}

/** A connection on five ports that are free now, with a fresh key. */
export function newConnection(): KernelConnection {
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  return {
    ip: "127.0.0.1",
    transport: "tcp",
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}

/** The parts of a signed request, as they go over the shell socket. */
export function encodeRequest(
  request: { id: string; session: string; type: string; content: unknown },
  key: string,
): string[] {
  const header = {
    msg_id: request.id,
    session: request.session,
    username: "posemachine",
    date: new Date().toISOString(),
    msg_type: request.type,
    version: "5.3",
  };
  const parts = [JSON.stringify(header), "{}", "{}", JSON.stringify(request.content)];
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return ["<IDS|MSG>", hmac.digest("hex"), ...parts];
}

/** Reads a message from the frames of a socket; what stands before the mark is routing. */
export function decodeMessage(frames: readonly Uint8Array[]): KernelMessage {
  const parts = frames.map((frame) => new TextDecoder().decode(frame));
  const mark = parts.indexOf("<IDS|MSG>");
  if (mark < 0 || parts.length < mark + 6) throw new Error("not a Jupyter message");
  const header = JSON.parse(parts[mark + 2]), parent = JSON.parse(parts[mark + 3]);
  return { type: header.msg_type, parent: parent.msg_id, content: JSON.parse(parts[mark + 5]) };
}
