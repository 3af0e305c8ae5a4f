/**
 * The two ZMTP 3.0 sockets that a Jupyter client needs, DEALER and SUB, over TCP with the NULL
 * security mechanism (https://rfc.zeromq.org/spec/23/). Written out because the native `zeromq`
 * package crashed in some runs, and because it is short.
 */
const encoder = new TextEncoder();
const MORE = 1, LONG = 2, COMMAND = 4;

/** One open socket. `messages` ends when the peer closes the connection. */
export interface ZmtpSocket {
  send(parts: readonly string[]): Promise<void>;
  messages(): AsyncGenerator<Uint8Array[]>;
  close(): void;
}

/** What names a socket: its kind and, for a DEALER, the identity that replies are routed to. */
export interface ZmtpKind {
  type: "DEALER" | "SUB";
  identity?: string;
}

function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

/** A frame: one flag byte, the length in one byte (or eight when LONG), the body. */
export function encodeFrame(body: Uint8Array, flags: number): Uint8Array {
  const long = body.length > 255;
  const start = long ? 9 : 2;
  const bytes = new Uint8Array(start + body.length);
  bytes[0] = flags | (long ? LONG : 0);
  if (long) new DataView(bytes.buffer).setBigUint64(1, BigInt(body.length));
  else bytes[1] = body.length;
  bytes.set(body, start);
  return bytes;
}

function readyCommand(properties: Record<string, string>): Uint8Array {
  const bytes: number[] = [5, ...encoder.encode("READY")];
  for (const [key, value] of Object.entries(properties)) {
    const name = encoder.encode(key), text = encoder.encode(value);
    bytes.push(name.length, ...name, 0, 0, text.length >> 8, text.length & 255, ...text);
  }
  return encodeFrame(new Uint8Array(bytes), COMMAND);
}

/** Reads exact numbers of bytes from a connection, however the network splits them. */
function byteReader(connection: Deno.TcpConn) {
  let buffer = new Uint8Array(1 << 16), start = 0, end = 0;
  return async function take(count: number): Promise<Uint8Array> {
    while (end - start < count) {
      if (start + count > buffer.length || end === buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length, 2 * count));
        larger.set(buffer.subarray(start, end));
        [buffer, start, end] = [larger, 0, end - start];
      }
      const read = await connection.read(buffer.subarray(end));
      if (read === null) throw new Deno.errors.UnexpectedEof("the peer closed the connection");
      end += read;
    }
    start += count;
    return buffer.slice(start - count, start);
  };
}

async function readFrame(take: (count: number) => Promise<Uint8Array>) {
  const flags = (await take(1))[0];
  const length = flags & LONG
    ? Number(new DataView((await take(8)).buffer).getBigUint64(0))
    : (await take(1))[0];
  return { flags, body: await take(length) };
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array) {
  for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
}

/** Opens a socket to `127.0.0.1:port`, retrying for `patience` ms while nothing listens there. */
export async function connectZmtp(
  port: number,
  kind: ZmtpKind,
  patience = 15_000,
): Promise<ZmtpSocket> {
  const connection = await connectPatiently(port, patience);
  try {
    return await shakeHands(connection, kind);
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function connectPatiently(port: number, patience: number): Promise<Deno.TcpConn> {
  const begun = performance.now();
  while (true) {
    try {
      return await Deno.connect({ hostname: "127.0.0.1", port });
    } catch (error) {
      const refused = error instanceof Deno.errors.ConnectionRefused;
      if (!refused || performance.now() - begun > patience) throw error;
      await new Promise((done) => setTimeout(done, 10));
    }
  }
}

async function shakeHands(connection: Deno.TcpConn, kind: ZmtpKind): Promise<ZmtpSocket> {
  const take = byteReader(connection);
  connection.setNoDelay(true);
  await writeAll(connection, greeting());
  const reply = await take(64);
  if (reply[0] !== 0xff || reply[10] < 3) throw new Error("the peer does not speak ZMTP 3");
  const identity = kind.identity ? { Identity: kind.identity } : undefined;
  await writeAll(connection, readyCommand({ "Socket-Type": kind.type, ...identity }));
  if (!((await readFrame(take)).flags & COMMAND)) throw new Error("the peer did not say READY");
  // The body 1 followed by an empty prefix subscribes to everything.
  if (kind.type === "SUB") await writeAll(connection, encodeFrame(new Uint8Array([1]), 0));

  let lastSend: Promise<unknown> = Promise.resolve();
  return {
    send(parts) {
      const sent = lastSend.then(async () => {
        for (const [index, part] of parts.entries()) {
          const flags = index < parts.length - 1 ? MORE : 0;
          await writeAll(connection, encodeFrame(encoder.encode(part), flags));
        }
      });
      lastSend = sent.catch(() => {});
      return sent;
    },
    async *messages() {
      let parts: Uint8Array[] = [];
      while (true) {
        let frame;
        try {
          frame = await readFrame(take);
        } catch {
          return; // closed, by either side
        }
        if (frame.flags & COMMAND) continue; // PING and the like
        parts.push(frame.body);
        if (frame.flags & MORE) continue;
        yield parts;
        parts = [];
      }
    },
    close() {
      try {
        connection.close();
      } catch { /* closed already */ }
    },
  };
}
