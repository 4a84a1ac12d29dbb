/**
 * A second look at an address that gave no reply, for what the first error does
 * not tell: whether the server listens on the other loopback address, and
 * whether it speaks TLS. Connects only; no request is sent again.
 */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type HttpFailure, isLoopbackHost } from "../../core/http.js";

const LONGEST_LOOK_MS = 500;

/** @returns what the failure is in the light of a second look */
export type LookOnce = (url: string, failure: HttpFailure) => Promise<HttpFailure>;

/** One look at each origin for each kind of failure: what it shows does not change within a run. */
export function createLooks(): LookOnce {
  const looks = new Map<string, Promise<Sight>>();
  return async (url, failure) => {
    const key = `${failure.kind} ${new URL(url).origin}`;
    const look = looks.get(key) ?? lookAgain(url, failure);
    looks.set(key, look);
    return (await look)(failure);
  };
}

/** What a failure of the kind that was looked at is, in the light of it. */
type Sight = (failure: HttpFailure) => HttpFailure;

const NOTHING_MORE: Sight = (failure) => failure;

async function lookAgain(url: string, { kind }: HttpFailure): Promise<Sight> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const portNumber = Number(port) || (protocol === "https:" ? 443 : 80);
  if (kind === "refused" && isLoopbackHost(host)) {
    const other = host.includes(":") ? "127.0.0.1" : "::1";
    if (host === "localhost" || !(await opens(connectTcp({ host: other, port: portNumber }))))
      return NOTHING_MORE;
    const shown = other.includes(":") ? `[${other}]` : other;
    return (failure) => ({
      ...failure,
      message: `${failure.message}; on this port a server listens at ${shown} alone`,
    });
  }
  if (kind === "reset" && protocol === "http:") {
    const socket = connectTls({ host, port: portNumber, rejectUnauthorized: false });
    if (await opens(socket, "secureConnect")) return () => ({ kind: "tls", message: SPEAKS_TLS });
  }
  return NOTHING_MORE;
}

export const SPEAKS_TLS = "this port speaks TLS, and the URL says http://";

function opens(socket: Socket, event = "connect"): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      resolve(isOpen);
      socket.destroy();
    };
    const timer = setTimeout(() => end(false), LONGEST_LOOK_MS);
    socket.once(event, () => end(true));
    socket.on("error", () => end(false)).once("close", () => end(false));
  });
}
