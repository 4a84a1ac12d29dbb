/**
 * Says why a webhook's signature does not verify. Nothing is guessed at: a
 * cause is named only when the signature comes out of it, byte for byte.
 */
import { BODY_CAUSES } from "./causes/body.js";
import { agreementCause } from "./causes/agreement.js";
import { variantsOf, type Cause, type Fixes, type Variant } from "./causes/cause.js";
import { SIGNATURE_MISSING } from "./causes/missing.js";
import { HMAC_SHA256, SCHEME_CAUSES, type Scheme } from "./causes/scheme.js";
import { SECRET_CAUSES, type LabelledSecret } from "./causes/secret.js";
import { readSignature, type Reading, type SignatureReadings } from "./causes/signature-text.js";
import { rightText, SIGNED_TEXT_CAUSES, type SignedText } from "./causes/signed-text.js";
import { firstDifference, type FirstDifference } from "./first-difference.js";
import { keyCheckValue } from "./key-check-value.js";
import { DEFAULT_TOLERANCE_SEC, verifyWebhook, type AcceptedForm } from "./signature.js";

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
  /** Of the expected secret: the other side can compare its own. */
  readonly keyCheckValue: string;
}

/** Two mistakes at once are found, three are not. */
const MOST_CAUSES = 2;
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
  const cause = findCause(options);
  return {
    valid: false,
    ...(cause === null ? {} : { cause }),
    keyCheckValue: checkValue,
  };
}

function noteOn(signature: string): string | null {
  return /[A-F]/.test(signature.replace(/^.*v1=/, ""))
    ? "The signature is in upper-case hex. It verifies on decoded bytes; a receiver that compares text would refuse it."
    : null;
}

function findCause(options: DiagnoseWebhookOptions): DiagnosedCause | null {
  if (options.signature.trim() === "") return SIGNATURE_MISSING;
  const body = Buffer.from(options.body);
  const signature = readSignature(options.signature);
  const hypotheses = hypothesesFor(body, signature, options);
  const most = body.length > LARGEST_COMBINED_BODY ? 1 : MOST_CAUSES;
  for (let causes = 0; causes <= most; causes += 1) {
    const proven = prove(hypotheses, causes);
    if (proven !== null) {
      return explain(proven, body, signature.timestamp, options);
    }
  }
  return null;
}

interface Hypotheses {
  readonly bodies: readonly Variant<Buffer>[];
  readonly texts: readonly Variant<SignedText>[];
  readonly schemes: readonly Variant<Scheme>[];
  readonly keys: readonly Variant<Buffer>[];
  readonly readings: readonly Variant<Reading>[];
}

function hypothesesFor(
  body: Buffer,
  { timestamp, readings }: SignatureReadings,
  options: DiagnoseWebhookOptions,
): Hypotheses {
  const [expected, ...rest] = options.secrets;
  const known = {
    expected: expected.value,
    others: rest.filter((secret) => secret.accepted !== true),
  };
  const accepted = rest.filter((secret) => secret.accepted === true);
  return {
    bodies: variantsOf(body, BODY_CAUSES, body),
    texts: variantsOf(rightText(timestamp), SIGNED_TEXT_CAUSES, timestamp),
    schemes: variantsOf(HMAC_SHA256, SCHEME_CAUSES, null),
    keys: [
      ...variantsOf(Buffer.from(expected.value), SECRET_CAUSES, known),
      ...accepted.map(({ value }) => ({
        value: Buffer.from(value),
        causes: [],
      })),
      // An empty secret verifies nothing; as a cause it is in the table.
    ].filter(({ value, causes }) => value.length > 0 || causes.length > 0),
    readings,
  };
}

interface Proven {
  readonly causes: readonly Cause[];
  /** What was signed: the body, and the text made of it. */
  readonly body: Buffer;
  readonly text: Buffer;
}

/** Tries every combination that assumes exactly so many causes. */
function prove(hypotheses: Hypotheses, count: number): Proven | null {
  const { bodies, texts } = hypotheses;
  const trials = trialsFor(hypotheses, count);
  for (const body of bodies) {
    for (const text of texts) {
      const left = count - body.causes.length - text.causes.length;
      const worthwhile = trials[left] ?? [];
      if (worthwhile.length === 0) continue;
      const message = text.value(body.value);
      for (const { scheme, key, wanted } of worthwhile) {
        const digest = scheme.value.compute(message, key.value);
        const match = wanted.find(({ value }) => agrees(value, digest));
        if (match === undefined) continue;
        const assumed = [body, text, scheme, key, match];
        return {
          causes: assumed.flatMap(({ causes }) => causes),
          body: body.value,
          text: message,
        };
      }
    }
  }
  return null;
}

/** A way to make a digest of a message, and the readings that it may prove. */
interface Trial {
  readonly scheme: Variant<Scheme>;
  readonly key: Variant<Buffer>;
  readonly wanted: readonly Variant<Reading>[];
}

/** Sorted out once and not for every message: by how many causes scheme, key and reading assume together. */
function trialsFor(
  { schemes, keys, readings }: Hypotheses,
  most: number,
): readonly (readonly Trial[])[] {
  return Array.from({ length: most + 1 }, (_, count) =>
    schemes.flatMap((scheme) =>
      keys.flatMap((key) => {
        const left = count - scheme.causes.length - key.causes.length;
        const wanted = readings.filter(
          ({ value, causes }) => causes.length === left && couldBe(value, scheme.value),
        );
        return wanted.length === 0 ? [] : [{ scheme, key, wanted }];
      }),
    ),
  );
}

/** A beginning can only be recognised as that of the usual digest. */
function couldBe({ digest, partial }: Reading, scheme: Scheme): boolean {
  return scheme.digestBytes === (partial ? HMAC_SHA256.digestBytes : digest.length);
}

function agrees({ digest, partial }: Reading, computed: Buffer): boolean {
  return digest.equals(partial ? computed.subarray(0, digest.length) : computed);
}

function explain(
  proven: Proven,
  body: Buffer,
  timestamp: string | null,
  options: DiagnoseWebhookOptions,
): DiagnosedCause | null {
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
  const alsoFixes = further.map(({ fixes }) => fixes).filter((fixes) => fixes !== cause.fixes);
  return {
    ...cause,
    message: [cause, ...further].map(({ message }) => message).join(" "),
    ...(also.length === 0 ? {} : { also }),
    ...(alsoFixes.length === 0 ? {} : { alsoFixes }),
    ...(difference === null ? {} : { firstDifference: difference }),
  };
}
