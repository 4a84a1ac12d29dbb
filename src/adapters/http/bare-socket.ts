/** A socket to a target that nothing stands before: no agent, no proxy, no parser. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import type { HttpRequest } from "../../core/http.js";
import { trustOf } from "./tls-trust.js";

export interface BareTarget {
  readonly origin: string;
  readonly hostHeader: string;
  readonly host: string;
  readonly port: number;
  /** Null without TLS. */
  readonly tls: ConnectionOptions | null;
}

export interface BareSocketOptions {
  /** PEM certificates trusted besides the usual ones. */
  readonly extraCa: readonly string[];
}

export function targetOf(
  { url: address, tls }: Pick<HttpRequest, "url" | "tls">,
  { extraCa }: BareSocketOptions,
): BareTarget {
  const url = new URL(address);
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return {
    origin: url.origin,
    hostHeader: url.host,
    host,
    port,
    tls: secure
      ? {
          ...trustOf(tls, extraCa),
          ...(isIP(host) ? {} : { servername: host }),
        }
      : null,
  };
}

export const READ_BYTES = 64 * 1024;

/**
 * Without TLS, Node can read into a given buffer; otherwise it makes one for every piece.
 *
 * @param readBuffer of {@link READ_BYTES}, which many sockets may have in common
 * @param onPiece given what is written over when it returns
 */
export function openSocket(
  { host, port, tls }: BareTarget,
  readBuffer: Buffer,
  onPiece: (piece: Buffer) => void,
): Socket {
  const shared = { host, port, allowHalfOpen: true };
  if (tls !== null)
    return connectTls({ ...shared, ...tls })
      .setNoDelay(true)
      .on("data", onPiece);
  const onread = {
    buffer: readBuffer,
    callback: (bytes: number) => {
      onPiece(readBuffer.subarray(0, bytes));
      return true;
    },
  };
  return connectTcp({ ...shared, noDelay: true, onread });
}
