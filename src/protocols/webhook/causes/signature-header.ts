/** Takes the header's value apart: which timestamp and which digest it may stand for, however it is written. */
import { isTimestampedHeader, timestampedParts } from "../signature.js";
import type { Cause } from "./cause.js";
import { PASS_HEADER_AS_IS } from "./fixes.js";

/** One way to read the header. */
export interface HeaderReading {
  /** As written; null in a simple signature. */
  readonly timestamp: string | null;
  readonly text: string;
  readonly causes: readonly Cause[];
}

export const HEADER_SPACING = "signature-header-spacing";

function headerSpacing(signature: string): Cause {
  return {
    id: HEADER_SPACING,
    fixes: PASS_HEADER_AS_IS,
    message: `The header is ${writtenAs(signature)}.`,
    senderSigned: "the right text",
    receiverHas: "a header in another form than PlayCamp's",
  };
}

const LONGEST_SHOWN = 60;

/** Its form, the values left out, where that is short. */
function writtenAs(signature: string): string {
  const form = signature.trim().replace(/([=:]\s*["']?)[^\s"',;&|}]+/g, "$1…");
  return form.length > LONGEST_SHOWN || /\w{12}/.test(form)
    ? "not written t=…,v1=…: it has spaces, quotes, upper-case names, other names or other separators"
    : `written ${form} and not t=…,v1=…`;
}

const HEADER_REPEATED: Cause = {
  id: "signature-header-repeated",
  fixes: PASS_HEADER_AS_IS,
  message: "The header holds several signatures: it came twice, or was joined with another one.",
  senderSigned: "the right digest, beside another value",
  receiverHas:
    "several values: Node, Rack, WSGI (Flask, Django) and PHP behind Apache join them with a comma; Go, Spring and FastAPI take the first; PHP behind nginx takes the last",
};

/** More parts are no header. */
const MOST_PARTS = 16;

/** At least one reading; the plain one first. */
export function readHeader(signature: string): readonly HeaderReading[] {
  const timestamped = isTimestampedHeader(signature);
  const plain = timestamped ? timestampedParts(signature) : null;
  const first: readonly HeaderReading[] =
    plain !== null
      ? [{ timestamp: plain.timestamp, text: plain.hex, causes: [] }]
      : [{ timestamp: null, text: signature, causes: [] }];
  return [...first, ...loosely(signature), ...repeated(signature)];
}

const TIMES = ["t", "ts", "timestamp", "time"];

function loosely(signature: string): readonly HeaderReading[] {
  const pairs = signature
    .replace(/^[^=:]*signature\s*:\s*(?=\S+\s*[=:])/i, "")
    .replace(/[{}"'`“”\\]/g, "")
    .split(/[,;&|]+\s*|(?<!\s)\s+(?=\w+\s*[=:])/, MOST_PARTS)
    .flatMap((part): (readonly [string, string])[] => {
      const [, name, value] = /^\s*(\w+)\s*[=:](.*)$/s.exec(part.trim()) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]];
    });
  const times = pairs.filter(([name, value]) => TIMES.includes(name) && value !== "");
  const others = pairs.filter(([name, value]) => !TIMES.includes(name) && value !== "");
  return times.flatMap(([, timestamp]) =>
    others.map(([, text]) => ({
      timestamp,
      text,
      causes: [others.length > 1 ? HEADER_REPEATED : headerSpacing(signature)],
    })),
  );
}

function repeated(signature: string): readonly HeaderReading[] {
  const parts = signature
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .slice(0, MOST_PARTS);
  if (parts.length < 2) return [];
  return parts
    .filter((part) => /[0-9a-z+/]{32}/i.test(part) && !/^(?:v1|t)=/.test(part))
    .map((text) => ({ timestamp: null, text, causes: [HEADER_REPEATED] }));
}
