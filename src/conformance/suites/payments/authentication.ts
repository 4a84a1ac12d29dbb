/** Polls that a payment query must refuse. Each is judged only where its control was answered. */
import type { HeaderPair } from "../../../core/http.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { forgeryScenarios } from "../../forged.js";
import { everywhereScenario } from "../../surfaces.js";
import { EVERYWHERE, EXPOSED, PAYMENTS_FORGING } from "./forging.js";
import {
  AUTH_CLAUSE,
  expectRefused,
  hasCredentials,
  REFUSES_WRONGLY,
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

const FROM_INSIDE: readonly HeaderPair[] = [
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Real-IP", "127.0.0.1"],
  ["Forwarded", "for=127.0.0.1"],
];

const REFUSALS: readonly Refusal[] = [
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
      kills: [
        "payments.trusts-forwarded-for",
        "payments.accepts-wrong-credentials",
        "payments.accepts-other-key",
      ],
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
];

export const refusalScenarios: readonly Scenario<PaymentsTarget>[] = [
  ...forgeryScenarios(PAYMENTS_FORGING),
  everywhereScenario(EVERYWHERE),
  ...REFUSALS.map(
    ({ check, step, because, allows, appliesTo, request }): Scenario<PaymentsTarget> => ({
      id: check.id.replace(/^payments\./, "payments.refused."),
      requests: 2,
      checks: [check],
      notApplicable: appliesTo,
      run: async (context) => {
        const control = answered(context, await pollOrdinary(context));
        const refused = await context.send(step, request(context));
        context.judge(
          check.id,
          refused,
          (reply) => expectRefused(context.target, reply, because, allows),
          [control],
        );
      },
    }),
  ),
];
