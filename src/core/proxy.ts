/** Which proxy a request goes through. Follows the variables as the HTTP client does. */
import { isLoopbackHost } from "./http.js";

/** An empty or missing part is not set. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  /** NO_PROXY: hosts, domains with or without a dot before them, `host:port`, or `*`. */
  readonly bypass?: string;
}

export type ProxyRoute =
  | { readonly kind: "proxy"; readonly url: string }
  | {
      readonly kind: "direct";
      /** Why no proxy is used. */
      readonly why: "none" | "loopback" | "bypassed";
    };

/** @returns what `http_proxy`, `https_proxy` and `no_proxy` say; the lower-case name wins */
export function readProxySettings(
  env: Readonly<Record<string, string | undefined>>,
): ProxySettings {
  return {
    ...part("http", env["http_proxy"] ?? env["HTTP_PROXY"]),
    ...part("https", env["https_proxy"] ?? env["HTTPS_PROXY"]),
    ...part("bypass", env["no_proxy"] ?? env["NO_PROXY"]),
  };
}

function part(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

export function proxyFor(url: string, settings: ProxySettings): ProxyRoute {
  const { protocol, hostname, port } = new URL(url);
  if (isLoopbackHost(hostname)) return { kind: "direct", why: "loopback" };
  const chosen = protocol === "https:" ? (settings.https ?? settings.http) : settings.http;
  if (chosen === undefined) return { kind: "direct", why: "none" };
  const portNumber = Number(port) || (protocol === "https:" ? 443 : 80);
  return isBypassed(hostname.toLowerCase(), portNumber, settings.bypass ?? "")
    ? { kind: "direct", why: "bypassed" }
    : { kind: "proxy", url: chosen };
}

function isBypassed(host: string, port: number, bypass: string): boolean {
  if (bypass === "*") return true;
  return bypass
    .split(/[,\s]/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, name = entry, only] = /^(.+):(\d+)$/.exec(entry) ?? [];
      const domain = name.replace(/^\*?\./, "").toLowerCase();
      if (only !== undefined && Number(only) !== port) return false;
      return host === domain || host.endsWith(`.${domain}`);
    });
}
