/** Polls that a payment query must refuse. Each is judged only where its right twin was answered. */
import { durationMs } from "../../../core/duration.js";
import type { HeaderPair } from "../../../core/http.js";
import { fingerprintRecipe, signFingerprint } from "../../../protocols/payments/fingerprint.js";
import { formatRange } from "../../../protocols/payments/range-format.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import {
  AUTH_CLAUSE,
  covers,
  expectRefused,
  hasCredentials,
  REFUSES_WRONGLY,
  fingerprintOf,
  hasFingerprint,
} from "./refused.js";
import {
  answered,
  credentialsOf,
  ordinaryWindow,
  poll,
  pollOrdinary,
  withCredentials,
  type PaymentsContext,
  type PaymentsTarget,
} from "./payments-target.js";

const EXPOSED = "Anyone could read who bought what, and for how much.";

interface Refusal {
  readonly check: CheckDefinition;
  readonly step: string;
  readonly because: string;
  readonly allows: readonly number[];
  readonly appliesTo: (target: PaymentsTarget) => string | null;
  readonly request: (context: PaymentsContext) => OutgoingRequest;
}

function refusal(
  id: string,
  details: Pick<CheckDefinition, "title" | "fix" | "kills"> & {
    readonly level?: "MUST" | "SHOULD";
    readonly why?: string;
    readonly step: string;
    readonly because: string;
    /** Other refusals that are as good as 401 and 403. */
    readonly allows?: readonly number[];
    readonly appliesTo?: Refusal["appliesTo"];
  },
  request: Refusal["request"],
): Refusal {
  const { level = "MUST", why = EXPOSED, title, fix, kills } = details;
  return {
    check: {
      id: `payments.${id}`,
      level,
      title,
      clause: AUTH_CLAUSE,
      why,
      fix,
      kills: [...kills, ...REFUSES_WRONGLY],
    },
    step: details.step,
    because: details.because,
    allows: details.allows ?? [],
    appliesTo: details.appliesTo ?? hasCredentials,
    request,
  };
}

/** The right poll, its credential changed. */
function altered(context: PaymentsContext, change: (value: string) => string): OutgoingRequest {
  const request = poll(context, ordinaryWindow(context.target));
  const [credential, ...others] = credentialsOf(context, request);
  if (credential === undefined) return request;
  const [name, value] = credential;
  return withCredentials(context, request, [[name, change(value)], ...others]);
}

/** A fingerprint that is right for whatever stands in its timestamp header. */
function signedAt(context: PaymentsContext, timestamp: string): OutgoingRequest {
  const { source, settings } = context.target;
  const window = ordinaryWindow(context.target);
  const request = poll(context, window);
  const auth = fingerprintOf(context.target);
  if (auth === null) return request;
  const recipe = fingerprintRecipe(auth);
  const range =
    source.range === undefined ? { from: "", to: "" } : formatRange(source.range, window);
  const fingerprint = signFingerprint(recipe, {
    ...range,
    timestamp,
    key: settings.key?.value ?? "",
    partner: settings.partner,
  });
  return withCredentials(context, request, [
    [recipe.header, fingerprint],
    [recipe.timestampHeader, timestamp],
  ]);
}

function agedBy(context: PaymentsContext, ageMs: number): OutgoingRequest {
  return poll(context, ordinaryWindow(context.target), {
    nowMs: context.clock.nowMs() - ageMs,
  });
}

function ttlMs(target: PaymentsTarget): number {
  const auth = fingerprintOf(target);
  return auth === null ? 0 : durationMs(fingerprintRecipe(auth).ttl);
}

const FROM_INSIDE: readonly HeaderPair[] = [
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Real-IP", "127.0.0.1"],
  ["Forwarded", "for=127.0.0.1"],
];

const HOUR_MS = 3_600_000;
const TEN_MINUTES_MS = 600_000;

const REFUSALS: readonly Refusal[] = [
  refusal(
    "auth.missing-refused",
    {
      title: "a poll without credentials is refused",
      step: "without credentials",
      because: "there are no credentials",
      fix: "Refuse before anything else when the agreed header is absent; an address on a whitelist does not replace it.",
      kills: ["payments.accepts-missing-credentials"],
    },
    (context) => withCredentials(context, poll(context, ordinaryWindow(context.target)), []),
  ),
  refusal(
    "auth.wrong-key-refused",
    {
      title: "a poll authenticated with another key is refused",
      step: "with another key",
      because: "the credentials were made with another key",
      fix: "Compute the agreed value again with the shared key, and compare all of it in constant time.",
      kills: ["payments.accepts-wrong-credentials"],
    },
    (context) =>
      poll(context, ordinaryWindow(context.target), {
        key: `${context.target.settings.key?.value ?? ""}-not`,
      }),
  ),
  refusal(
    "auth.empty-refused",
    {
      title: "a poll with an empty credential is refused",
      step: "with an empty credential",
      because: "the credential is empty",
      fix: "Treat an empty header like an absent one.",
      kills: ["payments.accepts-empty-credentials"],
    },
    (context) => altered(context, () => ""),
  ),
  refusal(
    "auth.truncated-refused",
    {
      title: "half of the right credential is refused",
      step: "with the first half of the credential",
      because: "only a part of the credential is right",
      fix: "Compare the whole text, length included.",
      kills: ["payments.compares-prefix", "payments.accepts-wrong-credentials"],
    },
    (context) => altered(context, (value) => value.slice(0, Math.ceil(value.length / 2))),
  ),
  refusal(
    "auth.forwarded-for-ignored",
    {
      title: "a poll that claims to come from inside still needs credentials",
      step: "without credentials, forwarded for 127.0.0.1",
      because: "anyone can write X-Forwarded-For",
      fix: "Take the address from the connection, or from your own proxy alone, and never let it replace the credentials.",
      kills: ["payments.trusts-forwarded-for", "payments.accepts-missing-credentials"],
    },
    (context) => {
      const bare = withCredentials(context, poll(context, ordinaryWindow(context.target)), []);
      return { ...bare, headers: [...bare.headers, ...FROM_INSIDE] };
    },
  ),
  refusal(
    "auth.forwarded-for-with-wrong-key-ignored",
    {
      title: "a wrong key is refused wherever the poll claims to come from",
      step: "with another key, forwarded for 127.0.0.1",
      because: "the credentials were made with another key",
      fix: "Take the address from the connection, or from your own proxy alone, and never let it replace the credentials.",
      kills: ["payments.trusts-forwarded-for", "payments.accepts-wrong-credentials"],
    },
    (context) => {
      const key = `${context.target.settings.key?.value ?? ""}-not`;
      const wrong = poll(context, ordinaryWindow(context.target), { key });
      return { ...wrong, headers: [...wrong.headers, ...FROM_INSIDE] };
    },
  ),
  refusal(
    "fingerprint.without-timestamp-refused",
    {
      title: "a fingerprint without its timestamp is refused",
      level: "SHOULD",
      step: "without the timestamp header",
      because: "the timestamp is missing",
      allows: [400, 422],
      why: "A poll that was seen once could be repeated for ever.",
      fix: "Require both headers before comparing.",
      kills: ["payments.accepts-missing-timestamp"],
      appliesTo: hasFingerprint,
    },
    (context) => {
      const request = poll(context, ordinaryWindow(context.target));
      return withCredentials(context, request, credentialsOf(context, request).slice(0, 1));
    },
  ),
  refusal(
    "fingerprint.altered-timestamp-refused",
    {
      title: "a fingerprint whose timestamp was renewed is refused",
      step: "the timestamp moved, the fingerprint kept",
      because: "the fingerprint belongs to another timestamp",
      why: "A poll that was seen once could be repeated for ever by renewing its timestamp.",
      fix: "Take the timestamp into the digest exactly as it stands in its header.",
      kills: ["payments.accepts-wrong-credentials"],
      appliesTo: covers("timestamp"),
    },
    (context) => {
      const nowMs = context.clock.nowMs();
      const window = ordinaryWindow(context.target);
      const [fingerprint] = credentialsOf(context, poll(context, window, { nowMs: nowMs - 5_000 }));
      const request = poll(context, window, { nowMs });
      const [, timestamp] = credentialsOf(context, request);
      return withCredentials(context, request, [fingerprint, timestamp].filter(isPresent));
    },
  ),
  refusal(
    "fingerprint.stale-refused",
    {
      title: "a fingerprint past its agreed life is refused",
      level: "SHOULD",
      step: "made well before the agreed life",
      because: "the timestamp is too old",
      why: "A poll that was logged could be repeated for ever.",
      fix: "Refuse timestamps older than the agreed life; check seconds against milliseconds.",
      kills: ["payments.accepts-stale"],
      appliesTo: covers("timestamp"),
    },
    (context) =>
      agedBy(context, ttlMs(context.target) + Math.max(ttlMs(context.target), TEN_MINUTES_MS)),
  ),
  refusal(
    "fingerprint.future-refused",
    {
      title: "a fingerprint an hour ahead is refused",
      level: "SHOULD",
      step: "made for an hour from now",
      because: "the timestamp lies far in the future",
      why: "A fingerprint with a far timestamp outlives its agreed life.",
      fix: "Allow a minute of clock difference and refuse what lies further ahead.",
      kills: ["payments.accepts-future"],
      appliesTo: covers("timestamp"),
    },
    (context) => agedBy(context, -HOUR_MS),
  ),
  refusal(
    "fingerprint.non-numeric-timestamp-refused",
    {
      title: "a timestamp that is no number is refused",
      level: "SHOULD",
      step: "the timestamp is a word, correctly signed",
      because: "the timestamp is no number",
      allows: [400, 422],
      why: "A comparison with what is no number is false, so such a fingerprint would never expire.",
      fix: "Accept digits only, before comparing the age.",
      kills: ["payments.accepts-word-timestamp", "payments.crashes-on-word-timestamp"],
      appliesTo: covers("timestamp"),
    },
    (context) => signedAt(context, "yesterday"),
  ),
];

export const refusalScenarios: readonly Scenario<PaymentsTarget>[] = REFUSALS.map(
  ({ check, step, because, allows, appliesTo, request }) => ({
    id: check.id.replace(/^payments\./, "payments.refused."),
    requests: 2,
    checks: [check],
    notApplicable: appliesTo,
    run: async (context) => {
      const twin = answered(context, await pollOrdinary(context));
      const refused = await context.send(step, request(context));
      context.judge(
        check.id,
        refused,
        (reply) => expectRefused(context.target, reply, because, allows),
        [twin],
      );
    },
  }),
);

function isPresent<Item>(item: Item | undefined): item is Item {
  return item !== undefined;
}
