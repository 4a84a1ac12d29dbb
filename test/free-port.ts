/** A port for a server that must be told one before it starts. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** @returns one that was free a moment ago: somebody else may take it before the server does */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
