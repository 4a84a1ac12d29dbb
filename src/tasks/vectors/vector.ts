/**
 * What a test vector is, in JSON that any language reads. The names of the
 * fields are public; what stands in them is made in `cases/`.
 */

export const VECTORS_FORMAT = "playcamp-gw/vectors@1";

export const VECTOR_SUITES = ["entry", "webhook", "wallet", "payments"] as const;
export type VectorSuite = (typeof VECTOR_SUITES)[number];

export const VECTOR_TASKS = ["sign", "verify"] as const;
/** `sign`: make the signature. `verify`: say whether a signature is to be accepted. */
export type VectorTask = (typeof VECTOR_TASKS)[number];

/**
 * The key of every vector. Published, so it protects nothing. It could be read
 * as Base64, and must not be: a key is used as the text that it is.
 */
export const TEST_KEY = "playcamp/gw+published+test+key/of+vectors+0=";
/** What a refused signature was made with. */
export const OTHER_KEY = "another/gw+published+test+key/of+vectors+00=";

/** Every vector is of this time: 2026-01-01T00:00:00Z. */
export const VECTOR_TIME_SEC = 1_767_225_600;

type JsonScalar = string | number | boolean | null;

/** Texts, numbers and, where a signature is missing, null. */
export type VectorInput = Readonly<Record<string, JsonScalar | Readonly<Record<string, string>>>>;

interface VectorBase {
  /** Permanent: `<suite>.<task>.<what>`. */
  readonly id: string;
  readonly suite: VectorSuite;
  readonly title: string;
  readonly key: string;
  readonly input: VectorInput;
}

export interface SignVector extends VectorBase {
  readonly task: "sign";
  /** The bytes that are signed. */
  readonly signedHex: string;
  /** `signature`, and for an entry the whole `token` and `url`. */
  readonly expected: {
    readonly signature: string;
    readonly token?: string;
    readonly url?: string;
  };
}

export interface VerifyVector extends VectorBase {
  readonly task: "verify";
  readonly expected: {
    readonly accepted: boolean;
    /** Why it is refused; for people, not judged. */
    readonly reason?: string;
  };
}

export type Vector = SignVector | VerifyVector;

/** The vectors of one suite with what they were made by. */
export interface VectorSet {
  readonly suite: VectorSuite;
  /** As in the profile, defaults filled in. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly vectors: readonly Vector[];
  /** Says why a wrong signature came about; null when no known mistake gives it. */
  readonly explain: (vector: SignVector, found: FoundSignature) => Explanation | null;
}

export interface FoundSignature {
  readonly signature: string | null;
  readonly token: string | null;
}

export interface Explanation {
  /** Stable identifier. */
  readonly cause: string;
  readonly message: string;
  readonly fix?: string;
}

/** A body as its exact bytes, and as text for people. */
export function bodyInput(body: Uint8Array): VectorInput {
  const bytes = Buffer.from(body);
  return { bodyHex: bytes.toString("hex"), body: bytes.toString("utf8") };
}

export function inputText({ input }: Vector, name: string): string {
  const value = input[name];
  return typeof value === "string" ? value : "";
}
