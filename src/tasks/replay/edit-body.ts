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

/** Marks become gaps again, each the one that it stood for; what comes first takes the first. */
function withGaps(text: string, before: readonly Segment[]): readonly Segment[] {
  const gaps = new Map<string, Segment[]>();
  for (const segment of before.filter((each) => typeof each !== "string"))
    addTo(gaps, displayText([segment]), segment);
  // In quotes it is another gap than without. A stranger's body may have thousands of them.
  const lengths = [...new Set([...gaps.keys()].map((mark) => mark.length))].sort((a, b) => b - a);
  for (const those of gaps.values()) those.reverse();
  const segments: Segment[] = [];
  let done = 0;
  for (const { index } of text.matchAll(/"?(?=\[secret:)/g)) {
    if (index < done) continue;
    const mark = lengths
      .map((length) => text.slice(index, index + length))
      .find((each) => gaps.has(each));
    if (mark === undefined) continue;
    const those = gaps.get(mark) ?? [];
    const gap = those.length > 1 ? those.pop() : those[0];
    segments.push(text.slice(done, index), ...(gap === undefined ? [] : [gap]));
    done = index + mark.length;
  }
  return [...segments, text.slice(done)];
}

function addTo(gaps: Map<string, Segment[]>, mark: string, segment: Segment): void {
  const those = gaps.get(mark);
  if (those === undefined) gaps.set(mark, [segment]);
  else those.push(segment);
}
