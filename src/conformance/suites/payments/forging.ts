/** Forged polls: which checks stand for which forgeries, and how a poll is made of a credential. */
import { durationMs } from "../../../core/duration.js";
import { credentialText, pollCredential } from "../../../protocols/payments/credential.js";
import { secretCredential } from "../../../protocols/signing/forgeries/credential.js";
import { fingerprintRecipe } from "../../../protocols/payments/fingerprint.js";
import type { PollAuth } from "../../../protocols/payments/auth-mapping.js";
import { formatRange } from "../../../protocols/payments/range-format.js";
import type { PageState } from "../../../protocols/payments/paging.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { ForgedMessage, Forging } from "../../forged.js";
import type { GroupId } from "../../forgery-groups.js";
import type { Everywhere } from "../../surfaces.js";
import {
  answered,
  credentialsOf,
  longestWindow,
  ordinaryWindow,
  poll,
  showsRecords,
  signedAgain,
  withCredentials,
  type PaymentsContext,
  type PaymentsTarget,
} from "./payments-target.js";
import {
  AUTH_CLAUSE,
  covers,
  expectRefused,
  fingerprintOf,
  hasCredentials,
  otherWindow,
  REFUSES_WRONGLY,
} from "./refused.js";

export const EXPOSED = "Anyone could read who bought what, and for how much.";
const ACCEPTS_ANY = ["payments.accepts-wrong-credentials", ...REFUSES_WRONGLY];
const PREFIX = "payments.compares-prefix";
const TIMED: readonly GroupId[] = ["stale", "future", "non-numeric", "other-unit", "other-digits"];
/** What servers answer to a header that they cannot read, or a timestamp that is none. */
const ALSO: Partial<Record<GroupId, readonly number[]>> = {
  oversized: [400, 413, 414, 422, 431],
  "non-numeric": [400, 422],
  "other-digits": [400, 422],
};

const auth = (id: string, ...kills: readonly string[]) => ({
  id: `payments.auth.${id}`,
  kills: [...kills, ...ACCEPTS_ANY],
});
const ofNothing = (id: string) => ({ id: `payments.auth.${id}`, kills: REFUSES_WRONGLY });
const time = (id: string, fix: string, ...kills: readonly string[]) => ({
  id: `payments.fingerprint.${id}`,
  level: "SHOULD" as const,
  fix,
  kills: [...kills, ...REFUSES_WRONGLY],
});
const OLD = "Refuse timestamps older than the agreed life; check seconds against milliseconds.";

export const PAYMENTS_FORGING: Forging<PaymentsTarget> = {
  suite: "payments",
  message: "a poll",
  clause: AUTH_CLAUSE,
  why: EXPOSED,
  fix: "Compute the agreed value again with the shared key, and compare all of it, length included, in constant time.",
  longest: pollCredential(
    { kind: "fingerprint", algorithm: "sha512" },
    { timestamp: "1", from: "1", to: "2", key: "key" },
  ),
  groups: {
    missing: {
      ...ofNothing("missing-refused"),
      fix: "Refuse before anything else when the agreed header is absent; an address on a whitelist does not replace it.",
    },
    empty: ofNothing("empty-refused"),
    "wrong-key": auth("wrong-key-refused"),
    "empty-key": auth("empty-key-refused"),
    guessed: auth("guessed-refused"),
    "every-character": auth("every-character-counts"),
    short: auth("truncated-refused", PREFIX),
    truncated: auth("cut-refused", PREFIX),
    longer: auth("longer-refused"),
    "other-encoding": auth("other-encoding-refused"),
    oversized: auth("oversized-refused"),
    unclean: auth("unclean-refused"),
    misplaced: auth("misplaced-refused"),
    stale: time("stale-refused", OLD),
    future: time(
      "future-refused",
      "Allow a minute of clock difference and refuse what lies further ahead.",
    ),
    "non-numeric": time(
      "non-numeric-timestamp-refused",
      "Accept digits only, before comparing the age.",
      "payments.crashes-on-word-timestamp",
    ),
    "other-digits": time(
      "other-digits-refused",
      "Accept the digits 0 to 9 only.",
      "payments.crashes-on-word-timestamp",
    ),
    "other-unit": time("other-unit-refused", OLD),
  },
  notApplicable: (target, group) => {
    if (TIMED.includes(group)) return covers("timestamp")(target);
    return group === "misplaced" ? hasCredentialHeader(target) : hasCredentials(target);
  },
  control: async (context) => {
    const request = poll(context, ordinaryWindow(context.target));
    const step = await context.send("a right poll", request);
    return { request, preconditions: [answered(context, step)] };
  },
  forge: (context) => forgedPoll(context),
  time: ({ target, clock }) => {
    const { timestamp, ttl } = fingerprintRecipe(fingerprintOf(target) ?? { kind: "fingerprint" });
    return { unit: timestamp, nowMs: clock.nowMs(), lifeMs: durationMs(ttl) };
  },
  refused: (target, reply, because, group) => expectRefused(target, reply, because, ALSO[group]),
};

interface ForgedPoll {
  readonly window?: TimeRange;
  readonly page?: PageState;
  readonly change?: (request: OutgoingRequest) => OutgoingRequest;
}

export function forgedPoll(context: PaymentsContext, choice: ForgedPoll = {}): ForgedMessage {
  const { source, settings } = context.target;
  const {
    window = ordinaryWindow(context.target),
    page,
    change = (request: OutgoingRequest) => request,
  } = choice;
  const plain = change(poll(context, window, page === undefined ? {} : { page }));
  const isSigned = source.auth?.kind === "signature";
  const right = isSigned ? signedAgain(context, plain) : plain;
  const [[name, shown] = ["", ""], ...others] = credentialsOf(context, right);
  const { auth: agreed = { kind: "none" as const } } = source;
  const range =
    source.range === undefined ? { from: "", to: "" } : formatRange(source.range, window);
  const [[, timestamp] = ["", ""]] = others;
  const input = { ...range, key: settings.key?.value ?? "", partner: settings.partner };
  const bearing = (value: string | null, rest: typeof others) =>
    withCredentials(context, right, [
      ...(value === null ? [] : [[name, credentialText(agreed, value)] as const]),
      ...rest,
    ]);
  return {
    credential: isSigned
      ? secretCredential(withoutPrefix(agreed, shown))
      : pollCredential(agreed, { ...input, timestamp }),
    request: (value) => bearing(value, others),
    at: (text) =>
      bearing(
        pollCredential(agreed, { ...input, timestamp: text }).value,
        others.map(([header]) => [header, text] as const),
      ),
  };
}

/** Of a parameter that comes twice, in the URL and in the body, either may count. */
function hasCredentialHeader(target: PaymentsTarget): string | null {
  const { auth } = target.source;
  return auth?.kind === "signature" && auth.parameter !== undefined
    ? "payments.source.auth has its digest in a parameter, not in a header"
    : hasCredentials(target);
}

/** {@link credentialText} writes it again. */
function withoutPrefix(auth: PollAuth, shown: string): string {
  const prefix = credentialText(auth, "");
  return auth.kind === "signature" && auth.parameter === undefined
    ? shown.slice(prefix.length)
    : shown;
}

const hasRange = ({ source }: PaymentsTarget): boolean => source.range !== undefined;

export const EVERYWHERE: Everywhere<PaymentsTarget> = {
  forging: PAYMENTS_FORGING,
  check: {
    id: "payments.auth.holds-everywhere",
    title: "credentials are checked whatever else the poll holds",
    kills: [
      "payments.skips-authentication",
      "payments.refuses-with-empty-success",
      "payments.trusts-known-fingerprints",
      "payments.accepts-wrong-credentials",
      ...["missing-credentials", "empty-credentials", "other-key"].map(
        (id) => `payments.accepts-${id}`,
      ),
    ],
  },
  // Forwarding headers have checks of their own, and a poll by GET has no body.
  except: ["forwarded", "no-content-type", "chunked"],
  surfaces: [
    {
      id: "other-range",
      what: "for another range",
      isUnproved: true,
      isServed: hasRange,
      forge: (context) =>
        forgedPoll(context, {
          window: otherWindow(context.target, ordinaryWindow(context.target)),
        }),
    },
    {
      id: "longest-range",
      what: "for the longest agreed range",
      isUnproved: true,
      isServed: hasRange,
      forge: (context) => forgedPoll(context, { window: longestWindow(context.target) }),
    },
  ],
  letsIn: showsRecords,
};
