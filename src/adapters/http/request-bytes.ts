/** A request as its bytes on a bare connection. */
import type { HttpRequest } from "../../core/http.js";

/** @returns empty where no body is expected and none is there */
export function lengthLine({ method, body }: HttpRequest): string {
  const bytes = body?.length ?? 0;
  const tells = bytes > 0 || ["POST", "PUT", "PATCH"].includes(method);
  return tells ? `content-length: ${bytes}\r\n` : "";
}

/** @returns with the empty line that ends it; a Host that the request gives itself stands in place of ours */
export function requestHead(
  request: HttpRequest,
  path: string,
  hostHeader: string,
  connection: "keep-alive" | "close",
): string {
  let own = "";
  let hasHost = false;
  for (const [name, value] of request.headers) {
    own += `${name}: ${value}\r\n`;
    hasHost ||= name.length === 4 && name.toLowerCase() === "host";
  }
  const host = hasHost ? "" : `host: ${hostHeader}\r\n`;
  return `${request.method} ${path} HTTP/1.1\r\n${host}connection: ${connection}\r\n${own}${lengthLine(request)}\r\n`;
}

export function requestBytes(head: string, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, 0, "latin1");
  bytes.set(body, head.length);
  return bytes;
}
