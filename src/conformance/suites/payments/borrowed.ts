/** Credentials in the wrong place: used for another range, or told to whoever asks. */
import { otherKey } from "../../../protocols/signing/other-key.js";
import type { HttpReply } from "../../../core/http.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import {
  AUTH_CLAUSE,
  covers,
  expectRefused,
  hasCredentials,
  otherWindow,
  REFUSES_WRONGLY,
} from "./refused.js";
import {
  answered,
  credentialsOf,
  ordinaryWindow,
  poll,
  showsRecords,
  withCredentials,
  type PaymentsTarget,
} from "./payments-target.js";

const OTHER_RANGE: CheckDefinition = {
  id: "payments.fingerprint.of-another-range-refused",
  title: "the fingerprint of another range is refused",
  level: "MUST",
  clause: AUTH_CLAUSE,
  why: "Whoever sees one poll could read the whole history with it.",
  fix: "Take both borders into the digest as they were sent, and compare with the request's own.",
  kills: [
    "payments.trusts-known-fingerprints",
    "payments.accepts-wrong-credentials",
    ...REFUSES_WRONGLY,
  ],
};

const OTHER_TIME: CheckDefinition = {
  id: "payments.fingerprint.altered-timestamp-refused",
  title: "a fingerprint whose timestamp was renewed is refused",
  level: "MUST",
  clause: AUTH_CLAUSE,
  why: "A poll that was seen once could be repeated for ever by renewing its timestamp.",
  fix: "Take the timestamp into the digest exactly as it stands in its header.",
  kills: [
    "payments.trusts-known-fingerprints",
    "payments.accepts-wrong-credentials",
    ...REFUSES_WRONGLY,
  ],
};

/** How much older the poll is whose fingerprint is used again. */
const RENEWED_BY_MS = 3_000;

const KEEPS_SECRETS: CheckDefinition = {
  id: "payments.auth.refusal-keeps-secrets",
  title: "a refusal tells neither the key nor the right fingerprint",
  level: "SHOULD",
  clause: AUTH_CLAUSE,
  why: "A refusal that names what it expected lets its reader in with the next poll.",
  fix: "Say that the credentials are wrong, and log the rest.",
  kills: ["payments.tells-the-right-fingerprint"],
};

export const borrowedScenarios: readonly Scenario<PaymentsTarget>[] = [
  {
    id: "payments.refused.fingerprint.of-another-range",
    requests: 2,
    checks: [OTHER_RANGE],
    notApplicable: covers("from", "to"),
    run: async (context) => {
      const nowMs = context.clock.nowMs();
      const window = ordinaryWindow(context.target);
      const right = poll(context, window, { nowMs });
      const control = answered(context, await context.send("a right poll", right));
      const other = poll(context, otherWindow(context.target, window), { nowMs });
      const refused = await context.send(
        "another range with the same fingerprint",
        withCredentials(context, other, credentialsOf(context, right)),
      );
      context.judge(
        OTHER_RANGE.id,
        refused,
        (reply) =>
          expectRefused(context.target, reply, "the fingerprint was made for another range"),
        [control],
      );
    },
  },
  {
    id: "payments.refused.fingerprint.altered-timestamp-refused",
    requests: 2,
    checks: [OTHER_TIME],
    notApplicable: covers("timestamp"),
    run: async (context) => {
      const nowMs = context.clock.nowMs();
      const window = ordinaryWindow(context.target);
      // The older one is really sent: a server may know again what was right once.
      const older = poll(context, window, { nowMs: nowMs - RENEWED_BY_MS });
      const control = answered(context, await context.send("a right poll", older));
      const renewed = poll(context, window, { nowMs });
      const [fingerprint] = credentialsOf(context, older);
      const [, timestamp] = credentialsOf(context, renewed);
      const refused = await context.send(
        "the timestamp moved, the fingerprint kept",
        withCredentials(
          context,
          renewed,
          [fingerprint, timestamp].filter((header) => header !== undefined),
        ),
      );
      context.judge(
        OTHER_TIME.id,
        refused,
        (reply) =>
          expectRefused(context.target, reply, "the fingerprint belongs to another timestamp"),
        [control],
      );
    },
  },
  {
    id: "payments.refused.keeps-secrets",
    requests: 2,
    checks: [KEEPS_SECRETS],
    notApplicable: hasCredentials,
    run: async (context) => {
      const right = poll(context, ordinaryWindow(context.target));
      const control = answered(context, await context.send("a right poll", right));
      const [credential, ...others] = credentialsOf(context, right);
      const [name, value] = credential ?? ["", ""];
      const wrong = withCredentials(context, right, [[name, otherValue(value)], ...others]);
      const step = await context.send("with a wrong credential", wrong);
      if (step.reply !== null && showsRecords(context.target, step.reply)) {
        context.block(
          KEEPS_SECRETS.id,
          "a wrong credential was not refused, so no refusal was seen",
          step.exchanges,
        );
        return;
      }
      const secrets = [value, context.target.settings.key?.value ?? ""];
      context.judge(KEEPS_SECRETS.id, step, (reply) => expectNoSecret(reply, secrets), [control]);
    },
  },
];

/** As long as the right one, and nobody can find that in it. */
function otherValue(text: string): string {
  const digits = otherKey(text);
  return digits.repeat(Math.ceil(text.length / digits.length)).slice(0, text.length);
}

function expectNoSecret(reply: HttpReply, secrets: readonly string[]): Finding | null {
  const text = [
    ...reply.headers.map(([, value]) => value),
    Buffer.from(reply.body).toString("utf8"),
  ].join("\n");
  const told = secrets.some((secret) => secret.length >= 8 && text.includes(secret));
  if (!told) return null;
  return {
    expected: "a refusal that tells nothing",
    actual: "a reply that holds the key or the credential that would have been right",
  };
}
