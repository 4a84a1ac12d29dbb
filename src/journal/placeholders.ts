/** Redacted text as a template that people can read and edit: `{{webhook.secret}}`, `{{webhook.secret:base64}}`. */
import { SECRET_ENCODINGS, type SecretEncoding } from "../core/redaction/encodings.js";
import { fromSegments, type Redacted, type Segment, segmentsOf } from "./redacted.js";

const PLAIN_LABEL = /^[^{}:#\r\n]+$/;
const TOKEN = /\{\{([^{}:#\r\n]+)(?:#(\d+))?(?::([\w-]+))?\}\}/g;

/** Exact: what {@link parseTemplate} reads back is the same, bytes that are no text included. */
export function renderTemplate(redacted: Redacted): string {
  return segmentsOf(redacted)
    .map((segment) => {
      if (typeof segment === "string") return segment.replaceAll("{{", "{{hex:7b7b}}");
      if ("bytes" in segment)
        return `{{hex:${Buffer.from(segment.bytes, "base64").toString("hex")}}}`;
      if ("base64" in segment || !PLAIN_LABEL.test(segment.secret))
        return `{{json:${Buffer.from(JSON.stringify(segment)).toString("base64url")}}}`;
      const nth = segment.nth === undefined ? "" : `#${segment.nth}`;
      const as = segment.as === "raw" ? "" : `:${segment.as}`;
      return `{{${segment.secret}${nth}${as}}}`;
    })
    .join("");
}

export function parseTemplate(text: string): Redacted {
  const segments: Segment[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const segment = segmentOf(match);
    if (segment === null) continue;
    if (match.index > at) segments.push(text.slice(at, match.index));
    segments.push(segment);
    at = match.index + match[0].length;
  }
  if (at < text.length) segments.push(text.slice(at));
  return fromSegments(segments);
}

function segmentOf(match: RegExpMatchArray): Segment | null {
  const [, label = "", nth, as = "raw"] = match;
  if (label === "hex") return literalOf(Buffer.from(as, "hex"));
  if (label === "json") {
    try {
      return JSON.parse(Buffer.from(as, "base64url").toString("utf8")) as Segment;
    } catch {
      return null;
    }
  }
  const encoding = SECRET_ENCODINGS.find((each) => each === as);
  if (encoding === undefined) return null;
  return spanOf(label, encoding, nth);
}

function spanOf(secret: string, as: SecretEncoding, nth?: string): Segment {
  return { secret, as, ...(nth === undefined ? {} : { nth: Number(nth) }) };
}

function literalOf(bytes: Buffer): Segment {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : { bytes: bytes.toString("base64") };
}
