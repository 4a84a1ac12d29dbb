/** A stored body as text to edit, and back: what was taken out of it stands there as a mark, and stays out. */
import { prettyJson } from "../../core/json/layout.js";
import { UserError } from "../../core/errors.js";
import type { StoredMessage } from "../../journal/message.js";
import { displayText, fromSegments, type Segment, segmentsOf } from "../../journal/redacted.js";

export interface EditableBody {
  readonly text: string;
  readonly isJson: boolean;
}

/**
 * JSON is laid out for reading; every value keeps its digits.
 *
 * @throws {UserError} `edit_impossible` where a body is no text, or hides a secret in Base64
 */
export function editableBody({ request }: StoredMessage): EditableBody {
  const { body } = request;
  if (body === null) return { text: "", isJson: false };
  const isPlain = (segment: Segment) => typeof segment === "string" || "secret" in segment;
  if (!segmentsOf(body).every(isPlain))
    throw new UserError(
      "edit_impossible",
      "this body is no text that could be edited and sent as it is",
      "Write it to a file with playcamp-gw deliveries export, and change it there.",
    );
  const text = displayText(body);
  const pretty = prettyJson(text);
  return { text: pretty ?? text, isJson: pretty !== null };
}

/** @param text what {@link editableBody} gave, as the user left it */
export function editedMessage(message: StoredMessage, text: string): StoredMessage {
  const { request } = message;
  const body = fromSegments(withGaps(text, segmentsOf(request.body ?? "")));
  return { ...message, request: { ...request, body: body === "" ? null : body } };
}

/** Marks become gaps again, each the one that it stood for. */
function withGaps(text: string, before: readonly Segment[]): readonly Segment[] {
  const gaps = new Map<string, Segment[]>();
  for (const segment of before) {
    if (typeof segment === "string") continue;
    const mark = displayText([segment]);
    gaps.set(mark, [...(gaps.get(mark) ?? []), segment]);
  }
  const segments: Segment[] = [];
  let rest = text;
  while (rest !== "") {
    const found = [...gaps]
      .map(([mark, those]) => ({ mark, those, at: rest.indexOf(mark) }))
      .filter(({ at }) => at !== -1)
      // In quotes it is another gap than without.
      .sort((a, b) => a.at - b.at || b.mark.length - a.mark.length)[0];
    if (found === undefined) break;
    segments.push(rest.slice(0, found.at));
    const [gap, ...later] = found.those;
    if (gap !== undefined) segments.push(gap);
    if (later.length > 0) gaps.set(found.mark, later);
    rest = rest.slice(found.at + found.mark.length);
  }
  return [...segments, rest];
}
