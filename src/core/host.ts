/** One name for one host, however it is written; what the live guard and every other judgement of hosts goes by. */

/**
 * A URL's host in one form: lower-case, without dots that name nothing, an IPv4
 * address within IPv6 as itself.
 *
 * @param url `http://` or `https://`
 */
export function hostOf(url: string): string {
  return canonicalHost(new URL(url).hostname);
}

/** @param hostname as {@link URL} has it: IPv6 in brackets, or without */
export function canonicalHost(hostname: string): string {
  const lower = hostname.toLowerCase();
  if (lower.includes(":")) return canonicalIpv6(lower.replace(/^\[|\]$/g, ""));
  return lower
    .split(".")
    .filter((label) => label !== "")
    .join(".");
}

/** Mapped and compatible addresses, and NAT64: what they reach is the IPv4 host. */
const EMBEDDING = new Set(["0:0:0:0:0:ffff", "0:0:0:0:0:0", "0:0:0:0:ffff:0", "64:ff9b:0:0:0:0"]);

function canonicalIpv6(text: string): string {
  const [address = ""] = text.split("%");
  const plain = URL.canParse(`http://[${address}]`)
    ? new URL(`http://[${address}]`).hostname.slice(1, -1)
    : address;
  const groups = groupsOf(plain);
  if (groups === null || plain === "::1" || plain === "::") return `[${plain}]`;
  const isLocalNat = groups.slice(0, 3).join(":") === "64:ff9b:1";
  if (!isLocalNat && !EMBEDDING.has(groups.slice(0, 6).join(":"))) return `[${plain}]`;
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** @returns eight groups without leading zeros; null for no such address */
function groupsOf(address: string): readonly string[] | null {
  const [left = "", right] = address.split("::");
  const before = left === "" ? [] : left.split(":");
  const after = right === undefined || right === "" ? [] : right.split(":");
  const missing = 8 - before.length - after.length;
  if (missing < 0 || (right === undefined && missing > 0)) return null;
  return [...before, ...Array.from({ length: missing }, () => "0"), ...after];
}

/** True for 127.0.0.0/8, ::1 and localhost: this machine, for certain. */
export function isLoopbackHost(hostname: string): boolean {
  const host = canonicalHost(hostname);
  return isLocalName(host) || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a connection to a URL ends at a listener, as far as names tell.
 *
 * @param url `http://` or `https://`
 * @param listener the URL at which it listens, on a name or an address, any address included
 */
export function leadsTo(url: string, listener: string): boolean {
  if (portOf(url) !== portOf(listener)) return false;
  const [target, own] = [hostOf(url), hostOf(listener)];
  if (target === own) return true;
  if (isAnyAddress(own)) return isLoopbackHost(target) || isAnyAddress(target);
  if (isAnyAddress(target)) return isLoopbackHost(own);
  // Other loopback addresses are this machine too, and other listeners.
  return (
    (isLocalName(target) && isFirstLoopback(own)) || (isLocalName(own) && isFirstLoopback(target))
  );
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port === "" ? (STANDARD_PORTS[protocol] ?? "") : port;
}

const STANDARD_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** What names of this machine stand for. */
function isFirstLoopback(host: string): boolean {
  return isLocalName(host) || host === "127.0.0.1" || host === "[::1]";
}

function isLocalName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

function isAnyAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "[::]";
}

/**
 * A name that no stranger on the Internet can own: an address, this machine, a
 * name without a dot as containers have, or one of those set aside for private use.
 */
export function isNearHost(hostname: string): boolean {
  const host = canonicalHost(hostname);
  return (
    isLoopbackHost(host) ||
    host.startsWith("[") ||
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ||
    !host.includes(".") ||
    /\.(?:internal|local|lan|home\.arpa|test)$/.test(host)
  );
}

/** Addresses of one link, among them those at which clouds give out credentials. */
export function isLinkLocal(hostname: string): boolean {
  const host = canonicalHost(hostname);
  return (
    /^169\.254(?:\.\d{1,3}){2}$/.test(host) ||
    /^\[fe[89ab][\da-f]?:/.test(host) ||
    host === "[fd00:ec2::254]" ||
    host === "100.100.100.200" ||
    host === "metadata.google.internal"
  );
}

/**
 * @param hosts in the form of {@link hostOf}; a `*` in one stands for any characters but a dot
 */
export function isAmongHosts(host: string, hosts: ReadonlySet<string>): boolean {
  if (hosts.has(host)) return true;
  return [...hosts].some((each) => each.includes("*") && fitsPattern(host, each));
}

/** Label by label, so that no time is lost over hostile names. */
function fitsPattern(host: string, pattern: string): boolean {
  const labels = host.split(".");
  const wanted = pattern.split(".");
  return (
    labels.length === wanted.length && wanted.every((each, at) => fitsLabel(labels[at] ?? "", each))
  );
}

function fitsLabel(label: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return label === pattern;
  if (!label.startsWith(first) || !label.slice(first.length).endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = label.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= label.length - last.length;
}
