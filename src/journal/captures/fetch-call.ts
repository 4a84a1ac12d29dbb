/** `fetch(…)` calls, as browsers copy them (for the browser, for Node.js) and people write them. */
import { incompleteCapture } from "../incomplete.js";
import type { StoredMessage } from "../message.js";
import { type ComposedRequest, composedMessage } from "./composed.js";
import { type Literal, type LiteralObject, NotLiteral, readLiteral, skip } from "./js-literal.js";

const CALL = /\bfetch\s*\(/g;

export function isFetch(text: string): boolean {
  return /^\s*(?:\/\/[^\n]*\n\s*)*(?:(?:(?:const|let|var)\s+\w+\s*=\s*)?(?:await\s+)?(?:window\.)?)fetch\s*\(/.test(
    text,
  );
}

/** @throws {UserError} `capture_incomplete` for what only running the code would tell */
export function readFetch(text: string): readonly StoredMessage[] {
  return [...text.matchAll(CALL)].map(({ 0: call, index }) =>
    composedMessage(requestOf(text, index + call.length), null),
  );
}

function requestOf(code: string, from: number): ComposedRequest {
  const [url, options = {}] = argumentsOf(code, from);
  if (typeof url !== "string" || !isObject(options)) throw notWritten("its arguments");
  const { method = "GET", body = null, headers = {} } = options;
  if (typeof method !== "string") throw notWritten("its method");
  if (body !== null && typeof body !== "string") throw notWritten("its body");
  return {
    method,
    url,
    headers: pairsOf(headers),
    body,
    contentType: body === null ? null : "text/plain;charset=UTF-8",
  };
}

function argumentsOf(code: string, from: number): readonly Literal[] {
  try {
    const first = readLiteral(code, from);
    const at = skip(code, first.end);
    if (code[at] === ")") return [first.value];
    const next = skip(code, at + 1);
    if (code[at] === "," && code[next] === ")") return [first.value];
    const second = readLiteral(code, at + 1);
    return [first.value, second.value];
  } catch (error) {
    if (!(error instanceof NotLiteral)) throw error;
    throw incompleteCapture(
      error.at === ""
        ? "the fetch(…) call is cut off"
        : `what ${JSON.stringify(error.at)} is in the fetch(…) call, only running the code tells: write the value out`,
    );
  }
}

function pairsOf(headers: Literal): readonly (readonly [string, string])[] {
  const pairs: readonly unknown[] = isObject(headers)
    ? Object.entries(headers)
    : isList(headers)
      ? headers
      : [];
  return pairs.flatMap((pair): readonly (readonly [string, string])[] => {
    const parts: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const [name, value] = parts;
    return typeof name === "string" && ["string", "number"].includes(typeof value)
      ? [[name, String(value)]]
      : [];
  });
}

function isObject(value: Literal): value is LiteralObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}

function notWritten(what: string): Error {
  return incompleteCapture(`${what} is not written out in the fetch(…) call`);
}
