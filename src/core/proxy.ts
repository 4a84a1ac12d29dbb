/** Which proxy a request goes through. Follows the variables as the HTTP client does. */
import { UserError } from "./errors.js";
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

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What `http_proxy`, `https_proxy` and `no_proxy` say; the lower-case name wins. As for
 * curl, `proxy:8080` is a proxy too.
 *
 * @throws {UserError} `proxy_invalid`
 */
export function readProxySettings(env: Env): ProxySettings {
  const bypass = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  return {
    ...proxyOf("http", env),
    ...proxyOf("https", env),
    ...(bypass === "" ? {} : { bypass }),
  };
}

const KINDS_OF_PROXY = new Set(["http:", "https:", "socks:", "socks5:"]);

function proxyOf(kind: "http" | "https", env: Env): ProxySettings {
  const variable =
    env[`${kind}_proxy`] === undefined ? `${kind.toUpperCase()}_PROXY` : `${kind}_proxy`;
  const text = env[variable]?.trim() ?? "";
  if (text === "") return {};
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(url) && KINDS_OF_PROXY.has(new URL(url).protocol)) return { [kind]: url };
  throw new UserError(
    "proxy_invalid",
    // It may hold a password.
    `the environment variable ${variable} names no proxy`,
    `Write it as http://host:port, or take it away: unset ${variable}.`,
  );
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
