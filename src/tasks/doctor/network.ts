/**
 * The way to one origin: its name, a connection, TLS. Sends no request. Behind
 * a proxy it is the proxy that is looked up and connected to.
 */
import type { TlsSettings } from "../../core/http.js";
import type { Endpoint, NetworkProbe } from "../../core/probes.js";
import { proxyFor, type ProxySettings } from "../../core/proxy.js";
import { judgeNoTls, judgeTls } from "./certificate.js";
import { type DoctorLine, pass, unreachable, warn } from "./line.js";
import { isLoopbackHost } from "../../core/http.js";

export interface Origin {
  /** Such as `https://gw.example.com`. */
  readonly origin: string;
  /** Section of the profile that has its TLS settings. */
  readonly section: string;
  readonly tls: TlsSettings | null;
}

export interface NetworkPorts {
  readonly network: NetworkProbe;
  readonly proxy: ProxySettings;
  readonly nowMs: number;
  readonly timeoutMs: number;
}

export async function examineWay(
  target: Origin,
  ports: NetworkPorts,
): Promise<readonly DoctorLine[]> {
  const { network, timeoutMs } = ports;
  const route = proxyFor(target.origin, ports.proxy);
  const next = endpointOf(route.kind === "proxy" ? route.url : target.origin);
  const [name, connection, tls] = await Promise.all([
    needsLookUp(next.host) ? network.lookUp(next.host, timeoutMs) : null,
    network.connect(next, timeoutMs),
    examineTls(target, route.kind === "proxy" ? route.url : null, ports),
  ]);
  const who = route.kind === "proxy" ? "the proxy " : "";
  const subject = `${next.host}:${next.port}`;
  const lines: DoctorLine[] = [];
  if (name?.failure) {
    // Without an address nothing further can be said.
    return [
      unreachable(
        { check: "dns", subject: next.host },
        `${who}does not resolve (${name.failure.code})`,
        "Look for a slip in the name, then at this machine's DNS and VPN.",
      ),
    ];
  }
  if (name !== null)
    lines.push(pass({ check: "dns", subject: next.host }, who + name.facts.join(", ")));
  const place = { check: "tcp", subject };
  if (connection.failure !== null) {
    const { code } = connection.failure;
    const why =
      code === "TIMEOUT" ? `no connection within ${timeoutMs} ms` : `no connection (${code})`;
    return [...lines, unreachable(place, who + why, adviceFor(code))];
  }
  const took = Math.max(1, Math.round(connection.facts));
  lines.push(pass(place, `${who}connected in ${took} ms`));
  return tls === null ? lines : [...lines, tls];
}

function adviceFor(code: string): string {
  return code === "ECONNREFUSED"
    ? "Nothing listens there: start the server, or look at the port in the profile."
    : "A firewall may drop it: look at allow-lists of addresses, VPN and port.";
}

async function examineTls(
  { origin, section, tls }: Origin,
  proxy: string | null,
  { network, timeoutMs, nowMs }: NetworkPorts,
): Promise<DoctorLine | null> {
  const endpoint = endpointOf(origin);
  const place = { check: "tls", subject: `${endpoint.host}:${endpoint.port}` };
  if (!origin.startsWith("https:")) {
    return isLoopbackHost(endpoint.host)
      ? null
      : warn(
          place,
          "plain HTTP: everyone on the way can read tokens and change amounts",
          "Use https://.",
        );
  }
  const { facts, failure } = await network.shakeHands({ ...endpoint, tls, proxy }, timeoutMs);
  return failure === null
    ? judgeTls(place, facts, section, nowMs)
    : judgeNoTls(place, failure, section);
}

function endpointOf(url: string): Endpoint {
  const { protocol, hostname, port } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (protocol === "https:" ? 443 : 80),
  };
}

/** An address is no name. */
function needsLookUp(host: string): boolean {
  return !host.includes(":") && !/^\d+(?:\.\d+){3}$/.test(host);
}
