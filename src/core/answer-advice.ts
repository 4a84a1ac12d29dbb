/** What to do about an answer that is no success, or about none: redirects, proxies, firewalls, TLS, wrong paths. */
import type { Exchange } from "./http-exchange.js";
import { type HeaderPair, headerValue, type HttpFailure, isLoopbackHost } from "./http.js";

/** An answer as far as advice goes by it. */
export interface SeenAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: readonly HeaderPair[];
  /** Of the body; empty where it is no text. */
  readonly text: string;
}

/** @returns one line; null where the answer speaks for itself */
export function adviceOn({ request, response, failure }: Exchange): string | null {
  if (failure !== null) return adviceOnFailure(request.url, failure);
  if (response === null) return null;
  const { status, headers, body } = response;
  return adviceOnAnswer({ ...request, status, headers, text: body.text ?? "" });
}

export function adviceOnAnswer(answer: SeenAnswer): string | null {
  if (isRedirect(answer.status)) return adviceOnRedirect(answer);
  return adviceFrom([...BEFORE_THE_APPLICATION, ...BY_STATUS], answer);
}

/**
 * What stands before the application and answers in its place: a firewall, a
 * tunnel, another protocol's port, CSRF protection.
 *
 * @returns null where nothing shows that it is not the application's own answer
 */
export function adviceBeforeApplication(answer: SeenAnswer): string | null {
  return adviceFrom(BEFORE_THE_APPLICATION, answer);
}

function adviceFrom(lines: readonly AdviceLine[], answer: SeenAnswer): string | null {
  const line = lines.find(({ fits }) => fits(answer));
  if (line === undefined) return null;
  return typeof line.advice === "string" ? line.advice : line.advice(answer);
}

export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** @returns where an answer leads, resolved; null where it does not say */
export function locationOf({ headers, url }: Pick<SeenAnswer, "headers" | "url">): string | null {
  const location = headerValue(headers, "location");
  if (location === null || location.trim() === "" || !URL.canParse(location, url)) return null;
  return new URL(location, url).href;
}

function adviceOnRedirect(answer: SeenAnswer): string {
  const { status, method } = answer;
  const target = locationOf(answer);
  if (target === null)
    return `${status} without a Location that can be read: look at the server, or at the proxy before it, for what it wants.`;
  const loses = [301, 302, 303].includes(status) && method !== "GET" && method !== "HEAD";
  const followed = loses
    ? "It is not followed: most clients would send a GET there, without the body."
    : "It is not followed: a signed request goes only where it was addressed to.";
  return `${status} leads to ${target}: ${moveWords(answer.url, target)} ${followed}`;
}

/** What differs between the two addresses, and what that means. */
function moveWords(from: string, to: string): string {
  const [a, b] = [new URL(from), new URL(to)];
  a.hash = b.hash = "";
  const use = "use that URL itself.";
  if (a.href === b.href)
    return "to itself. A proxy that ends TLS and does not say so (X-Forwarded-Proto) makes such circles.";
  if (/(?:^|[/_.-])(?:log[-_]?in|sign[-_]?in|sso|oauth2?|auth)(?:[/_.-]|$)/i.test(b.pathname))
    return "a login page. The path is behind a login: take the receiver's path out of it.";
  const sameRest = a.search === b.search && a.hostname === b.hostname;
  if (sameRest && a.pathname === b.pathname && a.protocol !== b.protocol)
    return `it wants ${b.protocol}//; ${use}`;
  if (sameRest && a.pathname.replace(/\/$/, "") === b.pathname.replace(/\/$/, ""))
    return `only the slash at the end differs; ${use}`;
  if (a.hostname !== b.hostname && a.pathname === b.pathname) return `another host; ${use}`;
  return use;
}

interface AdviceLine {
  readonly fits: (answer: SeenAnswer) => boolean;
  readonly advice: string | ((answer: SeenAnswer) => string);
}

const has = (name: string) => (answer: SeenAnswer) => headerValue(answer.headers, name) !== null;
const says = (words: RegExp) => (answer: SeenAnswer) =>
  answer.status >= 400 && words.test(answer.text);
const is =
  (...statuses: readonly number[]) =>
  ({ status }: SeenAnswer) =>
    statuses.includes(status);
const all =
  (...tests: readonly AdviceLine["fits"][]) =>
  (answer: SeenAnswer) =>
    tests.every((test) => test(answer));

/** Answers that by their words or headers do not come from the application at all. */
const BEFORE_THE_APPLICATION: readonly AdviceLine[] = [
  {
    // nginx; Go; Apache; Tomcat, which Spring runs on.
    fits: says(
      /plain HTTP (?:request was sent )?to (?:an? )?(?:HTTPS port|SSL-enabled)|HTTP request to an HTTPS server|combination of host and port requires TLS/i,
    ),
    advice: ({ url }) => `This port speaks TLS: use ${withScheme(url, "https")}.`,
  },
  {
    fits: all(is(426), (answer) => /\bTLS\b/i.test(headerValue(answer.headers, "upgrade") ?? "")),
    advice: ({ url }) => `This port wants TLS: use ${withScheme(url, "https")}.`,
  },
  {
    fits: has("ngrok-error-code"),
    advice: ({ headers }) =>
      `ngrok itself answers (${headerValue(headers, "ngrok-error-code") ?? ""}), not the server behind it: look at whether the tunnel runs, and to which port it leads.`,
  },
  {
    fits: says(/CSRF|InvalidAuthenticityToken|Page Expired/i),
    advice:
      "CSRF protection refuses it before the receiver sees it: exempt this path (Django csrf_exempt, Laravel VerifyCsrfToken or validateCsrfTokens, Rails skip_forgery_protection, Spring csrf().ignoringRequestMatchers).",
  },
  {
    fits: is(419),
    advice:
      "Laravel's CSRF protection refuses it before the receiver sees it: exempt this path, or put the route into routes/api.php.",
  },
  {
    fits: says(/DisallowedHost|Invalid HTTP_HOST|Invalid host header|Blocked request\. This host/i),
    advice: ({ url }) =>
      `The server does not know its own name: add ${new URL(url).hostname} to its allowed hosts (ALLOWED_HOSTS, allowedHosts).`,
  },
  {
    fits: (answer) =>
      is(403, 406, 429, 503)(answer) &&
      (has("cf-mitigated")(answer) ||
        has("x-amzn-waf-action")(answer) ||
        isFirewallPage(answer.text)),
    advice:
      "A firewall before the application answers, not the application: let this path, or the sender's addresses, through.",
  },
  {
    fits: all(is(401), has("www-authenticate"), (answer) =>
      /^\s*(?:basic|digest|negotiate|ntlm)\b/i.test(
        headerValue(answer.headers, "www-authenticate") ?? "",
      ),
    ),
    advice: ({ headers }) =>
      `A password before the application is asked for (${(headerValue(headers, "www-authenticate") ?? "").split(/[\s,]/)[0] ?? ""}): take this path out of it, or give it in the profile's headers.`,
  },
];

/** What a status alone says. */
const BY_STATUS: readonly AdviceLine[] = [
  {
    fits: is(404, 410),
    advice: ({ method, text }) =>
      /Cannot (?:GET|POST|HEAD)\b/.test(text)
        ? `The application has no route for ${method} at this path: compare path and method with its routes.`
        : "Nothing is served at this path: compare it with the target's routes, prefix included.",
  },
  {
    fits: is(405),
    advice: ({ method, headers }) => {
      const allowed = headerValue(headers, "allow");
      return `This path does not take ${method}${allowed === null || allowed === "" ? "" : ` (it takes ${allowed})`}: compare the path with the target's routes.`;
    },
  },
  {
    fits: is(407),
    advice:
      "A proxy wants a user and a password: put them into its URL, or name the host in NO_PROXY.",
  },
  {
    fits: is(411),
    advice: "The server wants a Content-Length: a proxy on the way may take it out.",
  },
  {
    fits: is(413),
    advice: "The server, or a proxy before it, takes only shorter bodies: raise its limit.",
  },
  {
    fits: is(415),
    advice: "The server wants another Content-Type: deliveries come as application/json.",
  },
  {
    fits: is(421),
    advice:
      "The server does not answer for this host: look at the Host header and the certificate's names.",
  },
  {
    fits: is(502, 503, 504),
    advice:
      "A gateway before the application answers this where it does not reach it: look at whether the application runs.",
  },
  {
    fits: ({ status }) => status >= 520 && status <= 526,
    advice:
      "Cloudflare answers this where it does not reach the server behind it: look at whether that runs, and at its TLS.",
  },
];

/** @returns one line; null where the failure's own words are all there is to say */
export function adviceOnFailure(url: string, { kind, message }: HttpFailure): string | null {
  const isLocal = URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
  const listens = / listens at (\S+) alone/.exec(message)?.[1];
  if (listens !== undefined)
    return `Write ${listens} as the host, or let the server listen on both.`;
  if (/^the proxy /.test(message))
    return "Look at HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY.";
  if (kind === "refused")
    return isLocal
      ? "Start the server, or look at the port. Inside a container, localhost is the container itself."
      : "Nothing listens there: look at host and port.";
  if (kind === "dns") return "Look for a slip in the name, then at this machine's DNS and VPN.";
  if (kind !== "tls") return null;
  if (/speaks TLS/.test(message)) return `Use ${withScheme(url, "https")}.`;
  if (/does not speak TLS/.test(message))
    return `If it is plain HTTP there, use ${withScheme(url, "http")}; else look at the port.`;
  return "A private authority's certificate is given with --cacert, or in the profile's tls section.";
}

function withScheme(url: string, scheme: "http" | "https"): string {
  return url.replace(/^https?:/i, `${scheme}:`);
}

function isFirewallPage(text: string): boolean {
  const denied = text.search(/Access Denied/i);
  return (
    /Just a moment\.\.\.|Attention Required! \| Cloudflare|Request blocked|Web Application Firewall|Incapsula|mod_security/i.test(
      text,
    ) ||
    (denied !== -1 && /Reference #/i.test(text.slice(denied)))
  );
}
