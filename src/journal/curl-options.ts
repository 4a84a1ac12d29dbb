/** What the options of a curl command mean, as far as they are about the request. */
import { UserError } from "../core/errors.js";
import { fromSegments, type Redacted, segmentsOf } from "./redacted.js";

type Meaning =
  | "method"
  | "header"
  | "data"
  | "url-data"
  | "json"
  | "user"
  | "agent"
  | "cookie"
  | "referer"
  | "url"
  | "head"
  | "get"
  | "bearer"
  /** Takes a value that changes nothing about the request. */
  | "ignored-value";

/** Names of long options, with their dashes. */
function longNames(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((name) => `--${name}`);
}

/** Options with a value that changes nothing about the request. */
const IGNORED = [
  "-D",
  "-U",
  "-y",
  "-Y",
  ...longNames(`
  dump-header limit-rate noproxy proxy-user interface ciphers retry-delay retry-max-time
  max-redirs capath cert-type key-type pass tls-max dns-servers expect100-timeout
  keepalive-time trace trace-ascii stderr speed-time speed-limit connect-to local-port
  max-filesize output-dir curves engine crlfile pinnedpubkey unix-socket
`),
];

const OPTIONS: Readonly<Record<string, Meaning>> = {
  "-X": "method",
  "--request": "method",
  "-H": "header",
  "--header": "header",
  "-d": "data",
  "--data": "data",
  "--data-raw": "data",
  "--data-binary": "data",
  "--data-ascii": "data",
  "--data-urlencode": "url-data",
  "--json": "json",
  "-u": "user",
  "--user": "user",
  "-A": "agent",
  "--user-agent": "agent",
  "-b": "cookie",
  "--cookie": "cookie",
  "-e": "referer",
  "--referer": "referer",
  "--url": "url",
  "-I": "head",
  "--head": "head",
  "-G": "get",
  "--get": "get",
  "-o": "ignored-value",
  "--output": "ignored-value",
  "-m": "ignored-value",
  "--max-time": "ignored-value",
  "--connect-timeout": "ignored-value",
  "-x": "ignored-value",
  "--proxy": "ignored-value",
  "--cacert": "ignored-value",
  "-E": "ignored-value",
  "--cert": "ignored-value",
  "--key": "ignored-value",
  "-w": "ignored-value",
  "--write-out": "ignored-value",
  "--retry": "ignored-value",
  "-c": "ignored-value",
  "--cookie-jar": "ignored-value",
  "--resolve": "ignored-value",
  "--oauth2-bearer": "bearer",
  ...Object.fromEntries(IGNORED.map((name): readonly [string, Meaning] => [name, "ignored-value"])),
};

/** Options without a value that change nothing of the request. */
const FLAGS = new Set(
  longNames(`
  compressed insecure location silent show-error verbose fail include http1.0 http1.1 http2
  http2-prior-knowledge http3 ipv4 ipv6 no-buffer basic progress-bar globoff path-as-is
  fail-with-body location-trusted no-keepalive parallel tcp-nodelay ssl-reqd ssl tlsv1
  tlsv1.2 tlsv1.3 remote-name post301 post302 post303 tr-encoding raw styled-output
  no-progress-meter create-dirs remote-time ssl-no-revoke no-alpn proxy-insecure
`),
);
/** What would make another request than the one that can be sent here. */
const REFUSED =
  /^--(?:digest|ntlm|negotiate|anyauth|aws-sigv4|form|form-string|upload-file|config|next|variable|expand-.*|url-query|request-target|proto.*|haproxy.*)$|^-[FTK]$/;

export interface Given {
  readonly meaning: Meaning | "flag";
  readonly option: string;
  readonly value: Redacted;
}

/** The words after `curl`, each with what it means; a word that is no option is the URL. */
export function givenOf(words: readonly Redacted[]): readonly Given[] {
  const given: Given[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const option = optionOf(word);
    if (option === null) {
      given.push({ meaning: "url", option: "", value: word });
      continue;
    }
    const meaning = OPTIONS[option.name];
    if (REFUSED.test(option.name) || (meaning === undefined && isUnknown(option.name)))
      throw new UserError(
        "curl_invalid",
        `this curl command cannot be repeated: its option ${option.name} is not known here, or makes another request`,
        "Leave the option out where it does not matter, or give the request as raw HTTP.",
      );
    if (meaning === undefined || meaning === "head" || meaning === "get") {
      given.push({
        meaning: meaning ?? "flag",
        option: option.name,
        value: "",
      });
      continue;
    }
    if (option.attached === null) at += 1;
    given.push({
      meaning,
      option: option.name,
      value: option.attached ?? words[at] ?? "",
    });
  }
  return given;
}

function isUnknown(name: string): boolean {
  return name.startsWith("--") && name !== "--" && !FLAGS.has(name) && !/^--no-/.test(name);
}

/** `-XPOST` and `--url=…` hold their value themselves; a group such as `-sS` is several flags. */
function optionOf(
  word: Redacted,
): { readonly name: string; readonly attached: Redacted | null } | null {
  const [first, ...rest] = segmentsOf(word);
  if (typeof first !== "string" || !/^-./.test(first)) return null;
  if (first.startsWith("--")) {
    const at = first.indexOf("=");
    if (at === -1) return { name: first, attached: null };
    return {
      name: first.slice(0, at),
      attached: fromSegments([first.slice(at + 1), ...rest].filter(Boolean)),
    };
  }
  const letters = first.slice(1);
  const each = Array.from(letters);
  const at = each.findIndex(
    (letter) => !["head", "get", undefined].includes(OPTIONS[`-${letter}`]),
  );
  if (at === -1) {
    const special = each.find((letter) => `-${letter}` in OPTIONS);
    return { name: `-${special ?? letters[0] ?? ""}`, attached: null };
  }
  const attached = [letters.slice(at + 1), ...rest].filter((segment) => segment !== "");
  return {
    name: `-${letters[at] ?? ""}`,
    attached: attached.length === 0 ? null : fromSegments(attached),
  };
}
