/** What somebody pastes in answer to a question: told by its look, so that nobody has to say what it is. */
import { UserError } from "../../core/errors.js";
import { readMessages } from "../../journal/read-messages.js";
import { displayText } from "../../journal/redacted.js";
import { pastedForms } from "../../protocols/entry/pasted.js";

/** A capture, a reply or a command line, in contrast to a path. */
export function isContent(text: string): boolean {
  const trimmed = text.trim();
  return (
    trimmed.includes("\n") ||
    /^[[{<]/.test(trimmed) ||
    /^(?:curl|wget|http|https|fetch\(|Invoke-\w+)\s/i.test(trimmed) ||
    /^(?:GET|POST|PUT|PATCH|DELETE)\s+\S/.test(trimmed)
  );
}

/** An address alone, with nothing around it. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text.trim());
}

/** @returns the entry URL in a URL, request, curl line, log line or mail; null where none is */
export function entryUrlIn(text: string): string | null {
  const isWhole = (each: string) =>
    /^https?:\/\/[^?\s]+\?\S+$/i.test(each) && !each.includes("&amp;");
  const plain = text.trim();
  if (isWhole(plain)) return plain;
  const [requested] = requestsIn(text);
  if (requested !== undefined && isWhole(requested.url)) return requested.url;
  for (const { input } of pastedForms(text)) if (isWhole(input.trim())) return input.trim();
  return null;
}

export interface PastedRequest {
  readonly method: string;
  readonly url: string;
}

/** The requests of raw HTTP, curl, a HAR and their like; none where it is something else. */
export function requestsIn(text: string): readonly PastedRequest[] {
  if (!isContent(text)) return [];
  try {
    return readMessages(Buffer.from(text)).map(({ request }) => ({
      method: request.method,
      url: displayText(request.url),
    }));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
