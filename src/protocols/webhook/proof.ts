/**
 * Searches for what a signature over a body was really made from. Nothing is
 * guessed at: only what gives the signature, byte for byte, is proved.
 */
import { BODY_CAUSES, OUTER_CAUSES } from "./causes/body.js";
import { type Cause, type Fixes, type Variant, variantsOf, weightOf } from "./causes/cause.js";
import { HMAC_SHA256, SCHEME_CAUSES, type Scheme } from "./causes/scheme.js";
import { type KeySearch, type LabelledSecret, mistakenKeyVariants } from "./causes/secret.js";
import type { Reading, SignatureClaim } from "./causes/signature-text.js";
import {
  type NamedText,
  rightText,
  SIGNED_TEXT_CAUSES,
  type SignedText,
} from "./causes/signed-text.js";
import { type FirstDifference, firstDifference } from "./first-difference.js";

/** A signed body of any protocol, whose signature does not verify. */
export interface Unproven {
  readonly body: Buffer;
  /** Every digest that the signature may stand for. */
  readonly claims: readonly SignatureClaim[];
  /** The expected secret first; then others that may have been mixed up with it. */
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  /** What stands beside the body and may have been signed with it. */
  readonly beside: readonly NamedText[];
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn?: (() => boolean) | undefined;
}

export interface DiagnosedCause extends Cause {
  /** Where several things are wrong at once: the ids of the others. */
  readonly also?: readonly string[];
  /** What mends the others, where that is something else. */
  readonly alsoFixes?: readonly Fixes[];
  /** Where the body, or what is signed of it, is not what the receiver has. */
  readonly firstDifference?: FirstDifference;
}

/** Above this many bytes, combining two causes takes too long to wait for. */
export const LARGEST_COMBINED_BODY = 64 * 1024;

/** Work that takes a few seconds, in bytes hashed; what a trial costs beside its bytes. */
const MOST_WORK_BYTES = 2_000_000_000;
const TRIAL_BYTES = 1_000;

function limitOf({ mayGoOn = () => true }: Unproven): (bytes: number) => boolean {
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

interface Claim {
  readonly timestamp: string | null;
  /** The readings that assume so many mistakes and need a digest of so many bytes. */
  readonly wantedAt: (mistakes: number, digestBytes: number) => Wanted | undefined;
  readonly texts: readonly Variant<SignedText>[];
}

/** Whole digests are looked up, so that many signatures can be searched for at once. */
interface Wanted {
  readonly whole: Map<string, Variant<Reading>>;
  readonly partial: Variant<Reading>[];
}

function wantedReadings(readings: readonly Variant<Reading>[]): Claim["wantedAt"] {
  const wanted = new Map<string, Wanted>();
  for (const reading of readings) {
    const { digestBytes, whole } = reading.value;
    const place = `${weightOf(reading)} ${digestBytes}`;
    const each: Wanted = wanted.get(place) ?? { whole: new Map(), partial: [] };
    wanted.set(place, each);
    const digest = whole?.toString("latin1");
    if (digest === undefined) each.partial.push(reading);
    else if (!each.whole.has(digest)) each.whole.set(digest, reading);
  }
  return (mistakes, digestBytes) => wanted.get(`${mistakes} ${digestBytes}`);
}

function match({ whole, partial }: Wanted, digest: Buffer): Variant<Reading> | undefined {
  return whole.get(digest.toString("latin1")) ?? partial.find(({ value }) => value.matches(digest));
}

function hypothesesFor({ body, claims, secrets, beside }: Unproven): Hypotheses {
  const [expected, ...rest] = secrets;
  const known = {
    expected: expected.value,
    others: rest.filter((secret) => secret.accepted !== true),
  };
  // An empty secret verifies nothing; as a cause it is in the table.
  const right = [expected, ...rest.filter((secret) => secret.accepted === true)]
    .filter(({ value }) => value !== "")
    .map(({ value }) => ({ value: Buffer.from(value), causes: [] }));
  const others = [...beside, ...timesIn(body)];
  return {
    bodies: (perCause) => bodyVariants(body, perCause),
    schemes: [...variantsOf(HMAC_SHA256, SCHEME_CAUSES, null)],
    keys: {
      right: () => right,
      common: () => mistakenKeyVariants(known, "common"),
      likely: () => mistakenKeyVariants(known, "likely"),
      many: () => mistakenKeyVariants(known, "many"),
      others: () => mistakenKeyVariants(known, "others"),
      twice: () => mistakenKeyVariants(known, "twice"),
    },
    claims: claims.map(({ timestamp, readings }) => ({
      timestamp,
      wantedAt: wantedReadings(readings),
      texts: [...variantsOf(rightText(timestamp), SIGNED_TEXT_CAUSES, { timestamp, others })],
    })),
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

export interface Proven {
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
  [2, ["others"]],
  [2, ["right", "common"]],
  [2, ["twice"]],
  [2, ["likely"]],
];

export type SearchEnd = "time" | "size";

export interface Search {
  /** Null where nothing known gives the signature. */
  readonly proven: Proven | null;
  /** Where not all was tried: time ran out, or the body is too large to combine two mistakes. */
  readonly searchEnded?: SearchEnd;
}

/** The fewest and likeliest mistakes first. */
export function searchProof(message: Unproven): Search {
  const hypotheses = hypothesesFor(message);
  const mayGoOn = limitOf(message);
  for (const [mistakes, keys] of ROUNDS) {
    if (mistakes > 1 && hypotheses.isLarge) return { proven: null, searchEnded: "size" };
    for (const proven of prove(hypotheses, mistakes, keys, mayGoOn)) {
      return proven === "late" ? { proven: null, searchEnded: "time" } : { proven };
    }
  }
  return { proven: null };
}

/** Tries every combination that assumes exactly so many mistakes; yields at most once. */
function* prove(
  { bodies, schemes, keys, claims }: Hypotheses,
  mistakes: number,
  searches: Round[1],
  mayGoOn: (bytes: number) => boolean,
): Generator<Proven | "late"> {
  const all = searches.flatMap((each) => [...keys[each]()]);
  const ways = claims.map((claim) => ({ claim, trials: trialsFor(schemes, all, claim, mistakes) }));
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
          const reading = match(wanted, scheme.value.compute(message, key.value));
          if (reading === undefined) continue;
          const causes = [body, text, scheme, key, reading].flatMap((each) => each.causes);
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
  readonly wanted: Wanted;
}

/** Sorted out once and not for every message: by how many mistakes scheme, key and reading assume together. */
function trialsFor(
  schemes: readonly Variant<Scheme>[],
  keys: readonly Variant<Buffer>[],
  { wantedAt }: Claim,
  most: number,
): readonly (readonly Trial[])[] {
  return Array.from({ length: most + 1 }, (_, count) =>
    keys.flatMap((key) =>
      schemes.flatMap((scheme) => {
        const left = count - weightOf(scheme) - weightOf(key);
        const wanted = left < 0 ? undefined : wantedAt(left, scheme.value.digestBytes);
        return wanted === undefined ? [] : [{ scheme, key, wanted }];
      }),
    ),
  );
}

/** The same mistake twice is not told in the same words twice. */
function saidOnce({ message }: Cause, at: number, all: readonly Cause[]): string {
  return all.findIndex((each) => each.message === message) < at ? "So it was once more." : message;
}

/**
 * The causes as one: what comes first is named, the others beside it.
 *
 * @returns null where nothing was wrong
 */
export function provenCause(
  { causes, body, text, timestamp }: Proven,
  message: Unproven,
): DiagnosedCause | null {
  const [cause, ...further] = causes;
  if (cause === undefined) return null;
  const secrets = message.secrets.map(({ value }) => value);
  const difference =
    firstDifference("body", body, message.body, secrets) ??
    firstDifference("signed text", text, rightText(timestamp)(message.body), secrets);
  const also = further.map(({ id }) => id);
  const alsoFixes = further.flatMap(({ fixes }) =>
    fixes === undefined || fixes === cause.fixes ? [] : [fixes],
  );
  return {
    ...cause,
    message: [cause, ...further].map(saidOnce).join(" "),
    ...(also.length === 0 ? {} : { also }),
    ...(alsoFixes.length === 0 ? {} : { alsoFixes }),
    ...(difference === null ? {} : { firstDifference: difference }),
  };
}
