/** A server on this machine that answers `{}`, closed when the test ends. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/**
 * @param statusOf called once a request has come whole; left out, everything is taken
 * @returns its address, without a path
 */
export async function openTarget(
  statusOf: (request: IncomingMessage, body: Buffer) => number = () => 200,
): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      response.writeHead(statusOf(request, Buffer.concat(pieces))).end("{}");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
