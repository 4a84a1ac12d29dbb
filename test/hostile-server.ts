/** A server of bare sockets that does whatever a test wants, closed when the test ends. */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface HostileServer {
  readonly url: string;
  readonly port: number;
  /** Everything that each connection has sent so far, in the order of connections. */
  readonly received: readonly string[];
}

/**
 * @param behave called for each connection once its request's head has arrived
 * @param atEnd the `onTestFinished` of a concurrent test
 */
export async function hostile(
  behave: (socket: Socket, head: string) => void,
  atEnd: (cleanUp: () => Promise<void>) => void = onTestFinished,
): Promise<HostileServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const nth = received.push("") - 1;
    sockets.add(socket);
    let behaved = false;
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      received[nth] = (received[nth] ?? "") + chunk.toString("latin1");
      if (behaved || !received[nth].includes("\r\n\r\n")) return;
      behaved = true;
      behave(socket, received[nth]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(
    () =>
      new Promise<void>((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, received };
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
