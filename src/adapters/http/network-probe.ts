/** The `NetworkProbe` port on Node: looks names up, opens connections and reads certificates, and sends no request. */
import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type {
  CertificateFacts,
  NetworkProbe,
  Probed,
  TlsFacts,
  TlsQuestion,
} from "../../core/probes.js";
import { trustOf } from "./tls-trust.js";

export interface NetworkProbeOptions {
  /** PEM certificates trusted besides the usual ones. */
  readonly extraCa: readonly string[];
}

export function createNetworkProbe(options: NetworkProbeOptions): NetworkProbe {
  return {
    lookUp: (host, timeoutMs) =>
      bounded(timeoutMs, async () => {
        const found = await lookup(host, { all: true });
        return found.map(({ address }) => address);
      }),
    connect: ({ host, port }, timeoutMs) =>
      bounded(timeoutMs, async (signal) => {
        const startedAt = performance.now();
        const socket = connectTcp({ host, port });
        await settled(socket, "connect", signal);
        socket.destroy();
        return performance.now() - startedAt;
      }),
    shakeHands: (question, timeoutMs) =>
      bounded(timeoutMs, (signal) => readTls(question, options, signal)),
  };
}

/** A lookup cannot be called off, so the bound is kept by no longer waiting for it. */
async function bounded<Facts>(
  timeoutMs: number,
  ask: (signal: AbortSignal) => Promise<Facts>,
): Promise<Probed<Facts>> {
  const asked = new AbortController();
  const answered = new AbortController();
  const late = delay(timeoutMs, null, { signal: answered.signal }).then(() => {
    asked.abort();
    throw Object.assign(new Error(`no answer within ${timeoutMs} ms`), {
      code: "TIMEOUT",
    });
  });
  try {
    const facts = await Promise.race([ask(asked.signal), late]);
    return { facts, failure: null };
  } catch (error) {
    return { facts: null, failure: describe(error) };
  } finally {
    answered.abort();
    late.catch(() => undefined);
  }
}

function describe(error: unknown): { code: string; message: string } {
  // Several addresses were tried: the first one's error speaks for them.
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const { code, message } = error as { code?: unknown; message: string };
  return { code: typeof code === "string" ? code : "UNKNOWN", message };
}

function settled(
  socket: Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.once(event, resolve).once("error", reject);
    socket.once("close", () => {
      const error = new Error("the connection was closed");
      reject(Object.assign(error, { code: "CLOSED" }));
    });
  });
}

async function readTls(
  question: TlsQuestion,
  { extraCa }: NetworkProbeOptions,
  signal: AbortSignal,
): Promise<TlsFacts> {
  const { host, port, proxy, tls } = question;
  const through =
    proxy === null ? { host, port } : { socket: await tunnel(proxy, question, signal) };
  const socket = connectTls({
    ...through,
    ...trustOf(tls ?? {}, extraCa),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // A chain that is not trusted is a result here, and nothing is sent over it.
    rejectUnauthorized: false,
  });
  try {
    await settled(socket, "secureConnect", signal);
    return factsOf(socket);
  } finally {
    socket.destroy();
  }
}

function factsOf(socket: TLSSocket): TlsFacts {
  // Node's types promise an Error; what comes is one or its code.
  const distrust = socket.authorizationError as Error | string | undefined;
  return {
    protocol: socket.getProtocol() ?? "TLS",
    distrust: socket.authorized
      ? null
      : distrust instanceof Error
        ? describe(distrust)
        : { code: distrust ?? "UNKNOWN", message: distrust ?? "" },
    chain: chainOf(socket.getPeerCertificate(true)),
  };
}

/** A root is its own issuer; where there is no certificate, Node gives an empty object. */
function chainOf(leaf: Partial<DetailedPeerCertificate>): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = leaf;
  while (next?.valid_to !== undefined) {
    chain.push({
      subject: commonName(next.subject),
      issuer: commonName(next.issuer),
      validFromMs: Date.parse(next.valid_from ?? ""),
      validToMs: Date.parse(next.valid_to),
      names: next.subjectaltname ?? "",
    });
    const above: DetailedPeerCertificate | undefined = next.issuerCertificate;
    next = above === next ? undefined : above;
  }
  return chain;
}

function commonName(
  name: {
    readonly CN?: string | string[];
    readonly O?: string | string[];
  } = {},
): string {
  return [name.CN ?? name.O ?? "(no name)"].flat().join(", ");
}

function tunnel(proxy: string, { host, port }: TlsQuestion, signal: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port: proxyPort, username, password } = new URL(proxy);
  const secure = protocol === "https:";
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(proxyPort) || (secure ? 443 : 80),
      method: "CONNECT",
      path: target,
      headers: {
        Host: target,
        ...(username === ""
          ? {}
          : {
              "Proxy-Authorization": `Basic ${Buffer.from(credentials).toString("base64")}`,
            }),
      },
      signal,
    });
    const refuse = (status: number | undefined) => {
      const error = new Error(`the proxy answered ${status ?? "nothing"}`);
      reject(Object.assign(error, { code: "PROXY" }));
    };
    request.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        refuse(statusCode);
      }
    });
    request.once("response", ({ statusCode }) => {
      request.destroy();
      refuse(statusCode);
    });
    request.once("error", reject).end();
  });
}
