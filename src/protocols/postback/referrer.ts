/**
 * Takes pid, uid and gid out of an install referrer, however it was copied, and
 * says what is wrong with one that the game could not use. Building referrers
 * is left to build-referrer.ts.
 */
import {
  AMBIGUOUS_PLUS,
  DOUBLE_ENCODED,
  keyFinding,
  malformed,
  NO_REFERRER,
  notEncoded,
  REFERRER_KEYS,
  stillEncoded,
  type ReferrerFinding,
  type ReferrerKey,
} from "./referrer-findings.js";
import { isUid } from "./uid.js";

export interface ReferrerValues {
  readonly pid: string;
  readonly uid: string;
  readonly gid: string;
}

/**
 * How the referrer was written: decoded (`raw`), URL-encoded once (`encoded`),
 * as the bare `referrer=…` parameter, or within a store or `market://` URL.
 */
export type ReferrerForm = "raw" | "encoded" | "parameter" | "store_url";

export type ReferrerReading =
  | ({ readonly ok: true; readonly form: ReferrerForm } & ReferrerValues)
  | {
      readonly ok: false;
      readonly form: ReferrerForm;
      /** What could be read all the same. */
      readonly found: Partial<ReferrerValues>;
      /** At least one. */
      readonly findings: readonly ReferrerFinding[];
    };

/** Where in the input the referrer stands. */
interface LocatedReferrer {
  readonly form: ReferrerForm;
  /** As written; null when the URL has no referrer. */
  readonly text: string | null;
  readonly isRepeated: boolean;
  /** Our keys among the URL's own parameters: perhaps the referrer's, slipped out. */
  readonly besides: readonly ReferrerKey[];
}

/**
 * Reads a referrer in any of its forms. Decodes once, as the store does, and
 * takes the values as they are: the game must send them unchanged.
 *
 * @param input a store URL, a `market://` URL, `referrer=…`, or the referrer itself; space around it is ignored
 * @returns the three values, or everything that is wrong; never throws
 * @source partner postback guide, "Install referrer"
 */
export function parseReferrer(input: string): ReferrerReading {
  const { form, text, isRepeated, besides } = locateReferrer(input.trim());
  if (text === null) return { ok: false, form, found: {}, findings: [NO_REFERRER] };
  const findings: ReferrerFinding[] = [];
  if (isRepeated) findings.push(keyFinding("doubled", "referrer"));
  if (form !== "raw" && text.includes("+")) findings.push(AMBIGUOUS_PLUS);
  const decoded = form === "raw" ? text : decodeOnce(text);
  if (decoded === null || isStillEncoded(decoded)) {
    findings.push(decoded === null ? malformed(text, null) : DOUBLE_ENCODED);
    return { ok: false, form, found: {}, findings };
  }
  const pairs = readPairs(decoded, besides);
  findings.push(...pairs.findings);
  const { pid, uid, gid } = pairs.found;
  if (findings.length > 0 || pid === undefined || uid === undefined || gid === undefined) {
    return { ok: false, form, found: pairs.found, findings };
  }
  return { ok: true, form, pid, uid, gid };
}

function locateReferrer(input: string): LocatedReferrer {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(input);
  const isParameter = !/^(?:pid|uid|gid)[=%]/.test(input) && /(?:^|[?&])referrer=/.test(input);
  if (isUrl || isParameter) return locateParameter(input, isUrl);
  // Encoding by hand often leaves the = as they are; an encoded & is what tells.
  const hidesPairs = !input.includes("=") || (!input.includes("&") && input.includes("%26"));
  const form = input.includes("%") && hidesPairs ? "encoded" : "raw";
  return { form, text: input, isRepeated: false, besides: [] };
}

function locateParameter(input: string, isUrl: boolean): LocatedReferrer {
  const queryAt = input.indexOf("?");
  const query = isUrl && queryAt === -1 ? "" : input.slice(queryAt + 1).replace(/#.*$/s, "");
  const pieces = query.split("&");
  const [first, ...others] = pieces.filter((piece) => piece.startsWith("referrer="));
  return {
    form: isUrl || queryAt !== -1 ? "store_url" : "parameter",
    text: first?.slice("referrer=".length) ?? null,
    isRepeated: others.length > 0,
    besides: REFERRER_KEYS.filter((key) =>
      pieces.some((piece) => new RegExp(`^${key}(?:=|%3d)`, "i").test(piece)),
    ),
  };
}

function isStillEncoded(decoded: string): boolean {
  return !decoded.includes("=") && /%(?:25)*3d/i.test(decoded);
}

function readPairs(
  decoded: string,
  besides: readonly ReferrerKey[],
): { found: Partial<ReferrerValues>; findings: readonly ReferrerFinding[] } {
  const pairs = decoded
    .split("&")
    .filter((piece) => piece !== "")
    .map(splitPair);
  const found: Partial<Record<ReferrerKey, string>> = {};
  const findings: ReferrerFinding[] = [];
  for (const key of REFERRER_KEYS) {
    const values = pairs.filter(([name]) => name === key).map(([, value]) => value);
    const [value] = values;
    if (value === undefined) {
      findings.push(besides.includes(key) ? notEncoded(key) : keyFinding("missing", key));
      continue;
    }
    if (values.length > 1) findings.push(keyFinding("doubled", key));
    else found[key] = value;
    findings.push(...valueFindings(key, value));
  }
  const strangers = pairs.map(([name]) => name).filter((name) => !isReferrerKey(name));
  findings.push(...[...new Set(strangers)].map((name) => keyFinding("extra", name)));
  return { found, findings };
}

function valueFindings(key: ReferrerKey, value: string): readonly ReferrerFinding[] {
  if (value === "") return [keyFinding("empty", key)];
  if (value.includes("%")) {
    return [decodeOnce(value) === null ? malformed(value, key) : stillEncoded(key)];
  }
  return key === "uid" && !isUid(value) ? [keyFinding("uid_not_uuid", key)] : [];
}

function isReferrerKey(name: string): boolean {
  return (REFERRER_KEYS as readonly string[]).includes(name);
}

function splitPair(piece: string): readonly [name: string, value: string] {
  const at = piece.indexOf("=");
  return at === -1 ? [piece, ""] : [piece.slice(0, at), piece.slice(at + 1)];
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
