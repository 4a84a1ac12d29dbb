/** Targets that do to a connection what no HTTP library would: one function a kind of misbehaviour. */
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface RawTarget {
  readonly url: string;
  readonly connections: () => number;
  close(): Promise<void>;
}

/** @param answer called once the head and body of a request have come; never sees a second one */
export async function openRawTarget(
  answer: (socket: Socket, origin: string) => void,
): Promise<RawTarget> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let url = "";
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let received = Buffer.alloc(0);
    let answered = false;
    socket.on("data", (chunk) => {
      if (answered) return;
      received = Buffer.concat([received, chunk]);
      if (!isWhole(received)) return;
      answered = true;
      answer(socket, url);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

function isWhole(received: Buffer): boolean {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const head = received.subarray(0, end).toString("latin1");
  const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return received.length >= end + 4 + length;
}

/** Writes as fast as the reader takes it until `bytes` are written or the socket is gone. */
export function pour(socket: Socket, bytes: number): void {
  const chunk = Buffer.alloc(256 * 1024, "x");
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once("drain", more);
        return;
      }
    }
    socket.end();
  };
  more();
}

/** Writes one byte each time so many milliseconds have passed, as long as anyone listens. */
export function drip(socket: Socket, everyMs: number): void {
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write("x");
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
}
