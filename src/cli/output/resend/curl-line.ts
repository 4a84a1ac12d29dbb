/** An exchange as a curl line: repeats the request, with variables where secrets stood. */
import type { Exchange } from "../../../core/http-exchange.js";
import { shellQuote } from "../../../core/shell.js";

/** Headers that curl writes itself. */
const WRITTEN_BY_CURL = new Set(["host", "content-length", "connection"]);

/** A longer body is not for a command line. */
const MAX_BODY_CHARACTERS = 8_192;

/**
 * @param envNames profile path of a secret → the variable that holds it
 * @returns null when the body cannot stand on a command line
 */
export function curlLine(
  { request }: Exchange,
  envNames: ReadonlyMap<string, string>,
): string | null {
  const quote = (text: string) => quoteWithVariables(text, envNames);
  const words = ["curl", "-i", "-X", request.method];
  for (const [name, value] of request.headers) {
    if (!WRITTEN_BY_CURL.has(name.toLowerCase())) {
      // curl sends a header without a value only when it ends in a semicolon.
      words.push("-H", quote(value === "" ? `${name};` : `${name}: ${value}`));
    }
  }
  if (request.body !== null && request.body.bytes > 0) {
    const { text, truncated } = request.body;
    if (text === undefined || truncated || text.length > MAX_BODY_CHARACTERS) return null;
    words.push("--data-binary", quote(text));
  }
  return [...words, quote(request.url)].join(" ");
}

/** A redacted secret becomes its variable, which the shell fills in. */
function quoteWithVariables(text: string, envNames: ReadonlyMap<string, string>): string {
  const parts = text.split(/(\[secret:[^\]]{1,300}\])/);
  if (parts.length === 1) return shellQuote(text);
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const label = /^\[secret:([^\]]+)\]$/.exec(part)?.[1];
      if (label === undefined) return shellQuote(part);
      return `"$${envNames.get(label) ?? variableName(label)}"`;
    })
    .join("");
}

function variableName(label: string): string {
  return label.toUpperCase().replaceAll(/\W+/g, "_");
}
