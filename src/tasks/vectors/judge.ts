/** Compares a partner's results with the vectors, and says for each wrong one which part differs and why. */
import { firstDifference } from "../../protocols/webhook/first-difference.js";
import type { Explanation, SignVector, Vector, VectorSet, VerifyVector } from "./vector.js";

/** What the partner's program says of one vector; further fields are ignored. */
export type VectorResult = Readonly<Record<string, unknown>>;

export interface Difference {
  /** `signature`, `token`, `url`, `signedHex` or `accepted`. */
  readonly part: string;
  readonly expected: string;
  /** Null where it is missing. */
  readonly found: string | null;
}

export interface JudgedVector {
  readonly id: string;
  readonly title: string;
  /** `missing`: nothing was said of it. */
  readonly status: "pass" | "fail" | "missing";
  readonly differences: readonly Difference[];
  readonly explanation: Explanation | null;
}

export interface VectorVerdict {
  readonly summary: Readonly<Record<"total" | JudgedVector["status"], number>>;
  readonly cases: readonly JudgedVector[];
  /** Ids of results that belong to no vector. */
  readonly unknown: readonly string[];
}

/** @param results by id; the last one counts */
export function judgeResults(
  sets: readonly VectorSet[],
  results: ReadonlyMap<string, VectorResult>,
): VectorVerdict {
  const cases = sets.flatMap((set) =>
    set.vectors.map((vector) => judge(set, vector, results.get(vector.id))),
  );
  const known = new Set(cases.map(({ id }) => id));
  const count = (status: JudgedVector["status"]) =>
    cases.filter((each) => each.status === status).length;
  return {
    summary: {
      total: cases.length,
      pass: count("pass"),
      fail: count("fail"),
      missing: count("missing"),
    },
    cases,
    unknown: [...results.keys()].filter((id) => !known.has(id)),
  };
}

function judge(set: VectorSet, vector: Vector, result: VectorResult | undefined): JudgedVector {
  const { id, title } = vector;
  if (result === undefined)
    return { id, title, status: "missing", differences: [], explanation: null };
  const differences =
    vector.task === "sign" ? signDifferences(vector, result) : verifyDifferences(vector, result);
  if (differences.length === 0)
    return { id, title, status: "pass", differences, explanation: null };
  const explanation =
    vector.task === "sign"
      ? explainSigned(set, vector, result, differences)
      : explainVerified(vector);
  return { id, title, status: "fail", differences, explanation };
}

/** The whole token says more than the signature within it; one of the two has to be there. */
function signDifferences(
  { expected, signedHex, suite }: SignVector,
  result: VectorResult,
): readonly Difference[] {
  const needed = expected.token === undefined ? "signature" : "token";
  const given = (part: string) => result[part] !== undefined;
  if (!given("signature") && !given(needed))
    return [{ part: needed, expected: expected[needed] ?? "", found: null }];
  const sameAs: Readonly<Record<string, (a: string, b: string) => boolean>> = {
    url: sameUrl,
    signedHex: sameLetters,
    // Receivers compare the decoded bytes.
    ...(suite === "webhook" ? { signature: sameLetters } : {}),
  };
  return Object.entries({ ...expected, signedHex }).flatMap(([part, text]) => {
    const found = result[part];
    if (found === undefined) return [];
    const same = sameAs[part] ?? ((a, b) => a === b);
    return typeof found === "string" && same(found, text)
      ? []
      : [{ part, expected: text, found: asText(found) }];
  });
}

function verifyDifferences(
  { expected }: VerifyVector,
  { accepted }: VectorResult,
): readonly Difference[] {
  return accepted === expected.accepted
    ? []
    : [
        {
          part: "accepted",
          expected: String(expected.accepted),
          found: accepted === undefined ? null : asText(accepted),
        },
      ];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function sameLetters(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** How a value is escaped, and in which order parameters stand, is the caller's choice. */
function sameUrl(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return a === b;
  const parts = (text: string) => {
    const { origin, pathname, searchParams } = new URL(text);
    return JSON.stringify([origin, pathname, [...searchParams].sort()]);
  };
  return parts(a) === parts(b);
}

function explainSigned(
  set: VectorSet,
  vector: SignVector,
  result: VectorResult,
  differences: readonly Difference[],
): Explanation {
  const text = (part: string) => {
    const value = result[part];
    return typeof value === "string" ? value : null;
  };
  const wrong = (part: string) => differences.some((difference) => difference.part === part);
  const signature = text("signature");
  const token = text("token");
  const explained =
    wrong("signature") || wrong("token") ? set.explain(vector, { signature, token }) : null;
  return explained ?? explainSignedText(vector, text("signedHex")) ?? UNKNOWN;
}

const UNKNOWN: Explanation = {
  cause: "unknown",
  message: "No known mistake gives this result.",
  fix: 'Add "signedHex", the bytes that are signed, to the result: then the first that differs is shown.',
};

/** Where the program says what it signed, the first byte that differs is the clearest word. */
function explainSignedText({ signedHex }: SignVector, found: string | null): Explanation | null {
  if (found === null) return null;
  const difference = firstDifference(
    "signed text",
    Buffer.from(signedHex, "hex"),
    Buffer.from(found, "hex"),
    [],
  );
  if (difference === null)
    return {
      cause: "signed_text_right",
      message:
        "The signed text is right, so the key, the algorithm or the encoding of the signature is not.",
    };
  const { offset, contextExpected, contextFound } = difference;
  return {
    cause: "signed_text",
    message: `The signed text differs from byte ${offset} on: ${JSON.stringify(contextExpected)} is expected, ${JSON.stringify(contextFound)} was signed.`,
  };
}

function explainVerified({ expected, title }: VerifyVector): Explanation {
  return expected.accepted
    ? { cause: "wrongly_refused", message: `It is to be accepted: ${title}.` }
    : {
        cause: "wrongly_accepted",
        message: `It is to be refused (${expected.reason ?? ""}): ${title}.`,
      };
}
