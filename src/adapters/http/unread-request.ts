/** What Node's HTTP parser refuses, or what ends too early: told in words, and answered as far as that is possible. */
import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ListenOptions, UnreadRequest } from "../../core/server.js";

/** As Node gives it to `clientError`. */
interface ParserError extends Error {
  readonly code?: string;
  /** What the parser says. */
  readonly reason?: string;
  /** What it was reading. */
  readonly rawPacket?: Buffer;
}

export function refuseUnread(
  error: ParserError,
  socket: Duplex,
  { onUnread }: Pick<ListenOptions, "onUnread">,
): void {
  const packet = error.rawPacket ?? Buffer.alloc(0);
  const isGone = error.code === "ECONNRESET" || !socket.writable;
  const status = isGone ? null : statusOf(error);
  if (status === null) socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // A kept connection that its peer lets go had nothing to say.
  if (packet.length === 0 && (isGone || error.code === "HPE_INVALID_EOF_STATE")) return;
  onUnread?.({
    reason: reasonOf(error, packet),
    remoteAddress: socket instanceof Socket ? (socket.remoteAddress ?? "") : "",
    firstLine: isTls(packet) ? "" : firstLine(packet),
    status,
  });
}

/** A request whose sender went away before its body was whole. */
export function cutOff({ method, url, headers, socket }: IncomingMessage): UnreadRequest {
  const length = headers["content-length"];
  const promised = length === undefined ? "" : ` of ${length} bytes`;
  return {
    reason: `the sender closed the connection before the body${promised} was there: too long a Content-Length, or a time-out of its own`,
    remoteAddress: socket.remoteAddress ?? "",
    firstLine: `${method ?? ""} ${url ?? ""}`,
    status: null,
  };
}

function statusOf({ code }: ParserError): number {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
}

function reasonOf({ code, reason, message }: ParserError, packet: Buffer): string {
  if (isTls(packet))
    return "the sender speaks TLS: its URL says https://, and plain HTTP is spoken here";
  if (packet.toString("latin1", 0, 14) === "PRI * HTTP/2.0")
    return "the sender speaks HTTP/2 without TLS, and HTTP/1.1 is spoken here";
  if (code === "HPE_HEADER_OVERFLOW") return "its headers are longer than 16 KB";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "the request did not end in time";
  return `it is no valid HTTP/1.1: ${reason ?? message}`;
}

/** A handshake record, as every connection over TLS begins. */
function isTls(packet: Buffer): boolean {
  return packet[0] === 0x16 && packet[1] === 0x03;
}

const LONGEST_LINE = 120;

function firstLine(packet: Buffer): string {
  return packet.toString("latin1", 0, LONGEST_LINE).split(/\r?\n/)[0] ?? "";
}
