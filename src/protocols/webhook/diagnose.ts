/**
 * Says why a webhook's signature does not verify. Nothing is guessed at: a
 * cause is named only when the signature comes out of it, byte for byte.
 */
import { agreementCause } from "./causes/agreement.js";
import { BODY_CAUSES, OUTER_CAUSES } from "./causes/body.js";
import { variantsOf, weightOf, type Cause, type Fixes, type Variant } from "./causes/cause.js";
import { missingSignature } from "./causes/missing.js";
import { HMAC_SHA256, SCHEME_CAUSES, type Scheme } from "./causes/scheme.js";
import { mistakenKeyVariants, type KeySearch, type LabelledSecret } from "./causes/secret.js";
import { readSignature, type Reading, type SignatureClaim } from "./causes/signature-text.js";
import {
  rightText,
  SIGNED_TEXT_CAUSES,
  type NamedText,
  type SignedText,
} from "./causes/signed-text.js";
import { firstDifference, type FirstDifference } from "./first-difference.js";
import { keyCheckValue } from "./key-check-value.js";
import { DEFAULT_TOLERANCE_SEC, verifyWebhook, type AcceptedForm } from "./signature.js";
import { visibleInBody, visibleInSignature } from "./visible.js";

export interface DiagnoseWebhookOptions {
  /** The raw body. */
  readonly body: Uint8Array;
  /** The header's value; empty when it is missing. */
  readonly signature: string;
  /** The expected secret first; then others that may have been mixed up with it. */
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  /** Default `both`. */
  readonly form?: AcceptedForm;
  readonly nowMs: number;
  /** Seconds. Default 300. */
  readonly tolerance?: number;
  /** Timestamps and the like of the delivery's other headers. */
  readonly beside?: readonly NamedText[];
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn?: () => boolean;
}

export interface DiagnosedCause extends Cause {
  /** Where several things are wrong at once: the ids of the others. */
  readonly also?: readonly string[];
  /** What mends the others, where that is something else. */
  readonly alsoFixes?: readonly Fixes[];
  /** Where the body, or what is signed of it, is not what the receiver has. */
  readonly firstDifference?: FirstDifference;
}

export interface WebhookDiagnosis {
  readonly valid: boolean;
  /** What is unusual about a valid signature. */
  readonly note?: string;
  /** Left out when valid, and when no known cause gives this signature. */
  readonly cause?: DiagnosedCause;
  /** Where no cause is known: what can be seen, none of it proved. */
  readonly visible?: readonly string[];
  /** The search was not finished. */
  readonly searchEnded?: "time";
  /** Of the expected secret: the other side can compare its own. */
  readonly keyCheckValue: string;
}

/** Above this many bytes, combining two causes takes too long to wait for. */
const LARGEST_COMBINED_BODY = 64 * 1024;

/**
 * Verifies a delivery; on a mismatch finds the known cause that explains it.
 *
 * @returns no cause for a signature that has nothing to do with body and secrets
 */
export function diagnoseWebhook(options: DiagnoseWebhookOptions): WebhookDiagnosis {
  const [expected, ...others] = options.secrets;
  const checkValue = keyCheckValue(expected.value);
  const accepted = others.filter((secret) => secret.accepted === true);
  const verification = verifyWebhook({
    payload: options.body,
    signature: options.signature,
    secret: [expected, ...accepted].map(({ value }) => value),
    tolerance: options.tolerance ?? DEFAULT_TOLERANCE_SEC,
    nowMs: options.nowMs,
    form: options.form ?? "both",
  });
  if (verification.valid) {
    const note = noteOn(options.signature);
    return {
      valid: true,
      ...(note === null ? {} : { note }),
      keyCheckValue: checkValue,
    };
  }
  return { valid: false, ...findCause(options), keyCheckValue: checkValue };
}

function noteOn(signature: string): string | null {
  return /[A-F]/.test(signature.replace(/^.*v1=/, ""))
    ? "The signature is in upper-case hex. It verifies on decoded bytes; a receiver that compares text would refuse it."
    : null;
}

type Found = Pick<WebhookDiagnosis, "cause" | "visible" | "searchEnded">;

function findCause(options: DiagnoseWebhookOptions): Found {
  const body = Buffer.from(options.body);
  const missing = missingSignature(options.signature);
  if (missing !== null) return { cause: missing };
  const { proven, isComplete } = search(hypothesesFor(body, options), limitOf(options));
  const cause = proven === null ? null : explain(proven, body, options);
  if (cause !== null) return { cause };
  const visible = [
    ...visibleInSignature(options.signature),
    ...visibleInBody(body).map((seen) => `the body: ${seen}`),
  ];
  return {
    ...(visible.length === 0 ? {} : { visible }),
    ...(isComplete ? {} : { searchEnded: "time" as const }),
  };
}

/** Work that takes a few seconds, in bytes hashed; what a trial costs beside its bytes. */
const MOST_WORK_BYTES = 2_000_000_000;
const TRIAL_BYTES = 1_000;

function limitOf({ mayGoOn = () => true }: DiagnoseWebhookOptions): (bytes: number) => boolean {
  let work = 0;
  return (bytes) => {
    work += bytes + TRIAL_BYTES;
    return work <= MOST_WORK_BYTES && mayGoOn();
  };
}

interface Hypotheses {
  /** Made anew each time: a large body has many large variants. */
  readonly bodies: (perCause?: number) => Iterable<Variant<Buffer>>;
  readonly schemes: readonly Variant<Scheme>[];
  readonly keys: Readonly<Record<"right" | KeySearch, () => Iterable<Variant<Buffer>>>>;
  readonly claims: readonly Claim[];
  readonly isLarge: boolean;
}

interface Claim extends SignatureClaim {
  readonly texts: readonly Variant<SignedText>[];
}

function hypothesesFor(body: Buffer, options: DiagnoseWebhookOptions): Hypotheses {
  const [expected, ...rest] = options.secrets;
  const known = {
    expected: expected.value,
    others: rest.filter((secret) => secret.accepted !== true),
  };
  // An empty secret verifies nothing; as a cause it is in the table.
  const right = [expected, ...rest.filter((secret) => secret.accepted === true)]
    .filter(({ value }) => value !== "")
    .map(({ value }) => ({ value: Buffer.from(value), causes: [] }));
  const others = [...(options.beside ?? []), ...timesIn(body)];
  return {
    bodies: (perCause) => bodyVariants(body, perCause),
    schemes: [...variantsOf(HMAC_SHA256, SCHEME_CAUSES, null)],
    keys: {
      right: () => right,
      common: () => mistakenKeyVariants(known, "common"),
      likely: () => mistakenKeyVariants(known, "likely"),
      many: () => mistakenKeyVariants(known, "many"),
      twice: () => mistakenKeyVariants(known, "twice"),
    },
    claims: readSignature(options.signature).map((claim) => {
      const { timestamp } = claim;
      const given = { timestamp, others };
      return { ...claim, texts: [...variantsOf(rightText(timestamp), SIGNED_TEXT_CAUSES, given)] };
    }),
    isLarge: body.length > LARGEST_COMBINED_BODY,
  };
}

/** Of one cause, as many as are likely enough to come together with another mistake. */
const MOST_COMBINED = 120;

/**
 * The body as it is, each cause of its table, and what else is wrong with an unpacked one.
 *
 * @param perCause how many variants of one cause
 */
function* bodyVariants(body: Buffer, perCause = Infinity): Generator<Variant<Buffer>> {
  yield* variantsOf(body, BODY_CAUSES, body, perCause);
  if (body.length > LARGEST_COMBINED_BODY || perCause === Infinity) return;
  for (const outer of variantsOf(body, OUTER_CAUSES, body, perCause)) {
    if (outer.causes.length === 0) continue;
    for (const inner of variantsOf(outer.value, BODY_CAUSES, outer.value, perCause)) {
      if (inner.causes.length > 0 && !inner.value.equals(body))
        yield { value: inner.value, causes: [...outer.causes, ...inner.causes] };
    }
  }
}

const LARGEST_SCANNED = 1024 * 1024;
const MOST_TIMES = 8;

/** Timestamps in the body, which some senders put in front of it. */
function timesIn(body: Buffer): readonly NamedText[] {
  if (body.length > LARGEST_SCANNED) return [];
  const times = body
    .toString("latin1")
    .matchAll(/"(timestamp|time|ts|createdAt|created_at)"\s*:\s*"?([\dT:.+Z-]{9,40})"?/g);
  return [...times].slice(0, MOST_TIMES).map(([, name = "", value = ""]) => ({
    name: `body's ${name}`,
    value,
  }));
}

interface Proven {
  readonly causes: readonly Cause[];
  /** What was signed: the body, and the text made of it. */
  readonly body: Buffer;
  readonly text: Buffer;
  /** The header's `t`, in the reading that holds. */
  readonly timestamp: string | null;
}

/** Which keys are tried, with how many mistakes in all. */
type Round = readonly [mistakes: number, keys: readonly (keyof Hypotheses["keys"])[]];

const ROUNDS: readonly Round[] = [
  [0, ["right"]],
  [1, ["right", "likely"]],
  [1, ["many"]],
  [2, ["right", "common"]],
  [2, ["twice"]],
  [2, ["likely"]],
];

function search(
  hypotheses: Hypotheses,
  mayGoOn: (bytes: number) => boolean,
): { readonly proven: Proven | null; readonly isComplete: boolean } {
  for (const [mistakes, keys] of ROUNDS) {
    if (mistakes > 1 && hypotheses.isLarge) break;
    for (const proven of prove(hypotheses, mistakes, keys, mayGoOn)) {
      return { proven: proven === "late" ? null : proven, isComplete: proven !== "late" };
    }
  }
  return { proven: null, isComplete: true };
}

/** Tries every combination that assumes exactly so many mistakes; yields at most once. */
function* prove(
  { bodies, schemes, keys, claims }: Hypotheses,
  mistakes: number,
  searches: Round[1],
  mayGoOn: (bytes: number) => boolean,
): Generator<Proven | "late"> {
  const ways = claims.map((claim) => ({
    claim,
    trials: trialsFor(
      schemes,
      searches.flatMap((each) => [...keys[each]()]),
      claim.readings,
      mistakes,
    ),
  }));
  const isBodyRight = !searches.some(
    (each) => each === "right" || (["common", "likely"].includes(each) && mistakes > 1),
  );
  for (const body of bodies(mistakes > 1 ? MOST_COMBINED : undefined)) {
    if (isBodyRight && body.causes.length > 0) return;
    if (!mayGoOn(body.value.length)) {
      yield "late";
      return;
    }
    for (const { claim, trials } of ways) {
      for (const text of claim.texts) {
        const worthwhile = trials[mistakes - weightOf(body) - weightOf(text)] ?? [];
        if (worthwhile.length === 0) continue;
        const message = text.value(body.value);
        for (const { scheme, key, wanted } of worthwhile) {
          if (!mayGoOn(message.length)) {
            yield "late";
            return;
          }
          const digest = scheme.value.compute(message, key.value);
          const match = wanted.find(({ value }) => value.matches(digest));
          if (match === undefined) continue;
          const causes = [body, text, scheme, key, match].flatMap((each) => each.causes);
          yield { causes, body: body.value, text: message, timestamp: claim.timestamp };
          return;
        }
      }
    }
  }
}

/** A way to make a digest of a message, and the readings that it may prove. */
interface Trial {
  readonly scheme: Variant<Scheme>;
  readonly key: Variant<Buffer>;
  readonly wanted: readonly Variant<Reading>[];
}

/** Sorted out once and not for every message: by how many mistakes scheme, key and reading assume together. */
function trialsFor(
  schemes: readonly Variant<Scheme>[],
  keys: readonly Variant<Buffer>[],
  readings: readonly Variant<Reading>[],
  most: number,
): readonly (readonly Trial[])[] {
  return Array.from({ length: most + 1 }, (_, count) =>
    keys.flatMap((key) =>
      schemes.flatMap((scheme) => {
        const left = count - weightOf(scheme) - weightOf(key);
        if (left < 0) return [];
        const wanted = readings.filter(
          (reading) =>
            weightOf(reading) === left && reading.value.digestBytes === scheme.value.digestBytes,
        );
        return wanted.length === 0 ? [] : [{ scheme, key, wanted }];
      }),
    ),
  );
}

function explain(
  proven: Proven,
  body: Buffer,
  options: DiagnoseWebhookOptions,
): DiagnosedCause | null {
  const { timestamp } = proven;
  const agreement = agreementCause({
    body,
    timestamp,
    form: options.form ?? "both",
    nowMs: options.nowMs,
    toleranceSec: options.tolerance ?? DEFAULT_TOLERANCE_SEC,
  });
  const [cause, ...further] = proven.causes;
  if (cause === undefined) return agreement;
  const secrets = options.secrets.map(({ value }) => value);
  const difference =
    firstDifference("body", proven.body, body, secrets) ??
    firstDifference("signed text", proven.text, rightText(timestamp)(body), secrets);
  const also = further.map(({ id }) => id);
  const alsoFixes = further.flatMap(({ fixes }) =>
    fixes === undefined || fixes === cause.fixes ? [] : [fixes],
  );
  return {
    ...cause,
    message: [cause, ...further].map(({ message }) => message).join(" "),
    ...(also.length === 0 ? {} : { also }),
    ...(alsoFixes.length === 0 ? {} : { alsoFixes }),
    ...(difference === null ? {} : { firstDifference: difference }),
  };
}
