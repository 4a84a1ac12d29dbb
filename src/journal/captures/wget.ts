/** Command lines of wget. */
import { incompleteCapture } from "../incomplete.js";
import type { StoredMessage } from "../message.js";
import { basicHeader, composedMessage, FORM_TYPE, notInFile } from "./composed.js";
import { programLine } from "./shell-line.js";

export function isWget(firstLine: string): boolean {
  return /^\s*(?:\$ )?wget\s/.test(firstLine);
}

/** With a value that changes nothing of the request. */
const IGNORED =
  /^(?:--(?:output-document|output-file|timeout|tries|ca-certificate|certificate|private-key|connect-timeout|read-timeout|directory-prefix)|-[OoTtP])$/;
const FLAGS =
  /^(?:-[qvdcNS46]+|-nv|--(?:quiet|verbose|debug|no-verbose|server-response|no-check-certificate|content-on-error|no-proxy|https-only|inet4-only|inet6-only|no-cache|no-cookies|spider))$/;
const USED =
  /^(?:--(?:method|body-data|post-data|header|user-agent|user|http-user|password|http-password|referer)|-U)$/;

/** @throws {UserError} `capture_incomplete` */
export function readWget(text: string): readonly StoredMessage[] {
  const { words } = programLine(text, /^wget$/);
  const given: (readonly [name: string, value: string])[] = [];
  const urls: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const [name = "", joined] = /^(--[\w-]+)=([\s\S]*)$/.exec(word)?.slice(1) ?? shortOption(word);
    if (!/^-./.test(word)) urls.push(word);
    else if (/^--(?:post|body)-file$/.test(name))
      throw notInFile("its body stands in another file");
    else if (USED.test(name) || IGNORED.test(name)) {
      given.push([name, joined ?? words[at + 1] ?? ""]);
      if (joined === undefined) at += 1;
    } else if (!FLAGS.test(word))
      throw incompleteCapture(
        `the option ${name} of wget is not known here, or makes another request`,
      );
  }
  if (urls.length !== 1) throw incompleteCapture(`it names ${urls.length} URLs, and one is wanted`);
  return [composedMessage(requestOf(urls[0] ?? "", given), null)];
}

/** `-qO-`, `-O-` and `-O -` are the same. */
function shortOption(word: string): readonly [string, string?] {
  const [, letter, value] = /^-[qvdcNS46]*([OoTtPU])(.*)$/s.exec(word) ?? [];
  if (letter === undefined) return [word];
  return value === undefined || value === "" ? [`-${letter}`] : [`-${letter}`, value];
}

function requestOf(url: string, given: readonly (readonly [string, string])[]) {
  const last = (...names: readonly string[]) =>
    given.findLast(([name]) => names.includes(name))?.[1];
  const posted = last("--post-data");
  const body = last("--body-data") ?? posted ?? null;
  const user = last("--user", "--http-user");
  const agent = last("-U", "--user-agent");
  const referer = last("--referer");
  return {
    method: last("--method") ?? (posted === undefined ? "GET" : "POST"),
    url,
    headers: [
      ...given.flatMap(([name, value]) => {
        const at = name === "--header" ? value.indexOf(":") : -1;
        return at < 1 ? [] : [[value.slice(0, at), value.slice(at + 1).trimStart()] as const];
      }),
      ...(agent === undefined ? [] : [["User-Agent", agent] as const]),
      ...(referer === undefined ? [] : [["Referer", referer] as const]),
      ...(user === undefined
        ? []
        : [basicHeader(user, last("--password", "--http-password") ?? "")]),
    ],
    body,
    contentType: body === null ? null : FORM_TYPE,
  };
}
