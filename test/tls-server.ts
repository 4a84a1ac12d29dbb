/** A TLS server with one of the published certificates, closed when the test ends. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export type TestCertificate = "server" | "other-name" | "expired";

export function tlsFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

export async function tlsServer(
  certificate: TestCertificate,
): Promise<{ readonly port: number; readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const [cert, key] = await Promise.all([
    readFile(tlsFile(`${certificate}.pem`)),
    readFile(tlsFile("server.key")),
  ]);
  const server = createServer({ cert, key }, (request, reply) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    reply.end();
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests };
}
