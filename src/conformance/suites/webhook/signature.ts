/** Signatures: the right one is accepted, and nothing else is. */
import type { SignatureForm } from "../../../protocols/webhook/signature.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectClientError, expectStatus, expectSuccess, findingAmong } from "../../expect.js";
import {
  type ForgedStep,
  forgedRequests,
  forgeryScenarios,
  judgeForged,
  MOST_REPEATS,
  sendForged,
} from "../../forged.js";
import type { Precondition } from "../../scenario-context.js";
import {
  alteredBodies,
  MOST_ALTERED,
} from "../../../protocols/signing/forgeries/altered-bodies.js";
import { neverToldScenario } from "../../told.js";
import { everywhereScenario } from "../../surfaces.js";
import {
  ACCEPTS_ANY,
  EVERYWHERE,
  HAS_NO_TIMESTAMP,
  LEGAL_FORMS_ACCEPTED,
  WEBHOOK_FORGING,
} from "./forging.js";
import {
  accepted,
  bodyText,
  deliverOrdinary,
  delivery,
  nowSec,
  ordinaryEvent,
  REFUSES_ALL,
  rawDelivery,
  WEBHOOK_CLAUSE,
  type WebhookTarget,
} from "./webhook-target.js";

/** Some kilobytes, in either format. */
const EVENTS_OF_A_LONG_ONE = 40;

/** Of two deliveries under way at once either may arrive first. */
const OVERTAKEN_SEC = 3;

const HAS_ONLY_TIMESTAMP = "the profile declares timestamped signatures only (webhook.signature)";

export const signatureScenarios: readonly Scenario<WebhookTarget>[] = [
  acceptance("simple", {
    id: "webhook.signature.right-accepted",
    title: "a delivery with the right signature is accepted with 2xx",
    level: "MUST",
    clause: `${WEBHOOK_CLAUSE}, signature: hex HMAC-SHA-256 of the raw body`,
    why: "Nothing arrives: no boost, no coupon, no payment.",
    fix: "Verify the raw body bytes with the secret that was shown when the webhook was created; playcamp-gw verify-webhook names the cause of a mismatch.",
    kills: REFUSES_ALL,
  }),
  acceptance("timestamped", {
    id: "webhook.signature.fresh-timestamp-accepted",
    title: "a delivery with a right, fresh timestamped signature is accepted with 2xx",
    level: "MUST",
    clause: `${WEBHOOK_CLAUSE}, timestamped signature: t=…,v1=…`,
    why: "Nothing arrives: no boost, no coupon, no payment.",
    fix: "A header with t= and v1= signs the text `{t}.{raw body}`; compare v1 with its HMAC and t with the clock.",
    kills: REFUSES_ALL,
  }),
  ...forgeryScenarios(WEBHOOK_FORGING),
  LEGAL_FORMS_ACCEPTED,
  everywhereScenario(EVERYWHERE),
  neverToldScenario(WEBHOOK_FORGING, {
    id: "webhook.signature.never-told",
    kills: ["webhook.explains-refusals"],
  }),
  {
    id: "webhook.refused.signature.with-401",
    requests: 4 + MOST_REPEATS,
    checks: [
      {
        id: "webhook.signature.refused-with-401",
        title: "a missing, an empty and a wrong signature are answered exactly 401",
        level: "SHOULD",
        clause: `${WEBHOOK_CLAUSE}, signature verification: the example answers 401`,
        why: "Another status sends whoever looks for the cause the wrong way; 401 says that it is the signature.",
        fix: "Answer 401 to whatever is wrong with a signature.",
        kills: [
          "webhook.refuses-with-400",
          ...["missing-signature", "empty-signature", "other-key"].map(
            (id) => `webhook.accepts-${id}`,
          ),
          ...ACCEPTS_ANY,
        ],
      },
    ],
    run: async (context) => {
      const { request, preconditions } = await WEBHOOK_FORGING.control(context);
      const groups = ["missing", "empty", "wrong-key"] as const;
      const forged = groups.flatMap((group) =>
        forgedRequests(WEBHOOK_FORGING, group, context, request),
      );
      const sent = await sendForged(context, forged);
      judgeForged(
        context,
        "webhook.signature.refused-with-401",
        sent,
        preconditions,
        (reply, because) => expectStatus(reply, 401, because),
      );
    },
  },
  {
    id: "webhook.refused.signature.altered-parts",
    requests: 2 * (1 + MOST_ALTERED + MOST_REPEATS),
    checks: [
      {
        id: "webhook.signature.every-part-counts",
        title:
          "a delivery is refused whose body was changed after signing, at its beginning or end",
        level: "MUST",
        clause: WEBHOOK_FORGING.clause,
        why: "Whoever sits between could change what the receiver does not sign: the last of many events, say.",
        fix: "Compute the signature over all bytes as they came, not over a part of them or a text made of them.",
        kills: [
          "webhook.signs-first-kilobyte",
          "webhook.trusts-known-signatures",
          "webhook.accepts-borrowed",
          ...ACCEPTS_ANY,
        ],
      },
    ],
    run: async (context) => {
      const sent: ForgedStep[] = [];
      const preconditions: Precondition[] = [];
      for (const [size, events] of [
        ["short", 1],
        ["long", EVENTS_OF_A_LONG_ONE],
      ] as const) {
        const right = delivery(
          context,
          Array.from({ length: events }, (_, at) => ordinaryEvent(context, `${size} ${at}`)),
        );
        const control = accepted(await context.send(`a right ${size} delivery`, right));
        // So many events need not be taken: that is judged elsewhere.
        if (!control.holds && preconditions.some(({ holds }) => holds)) break;
        preconditions.push(control);
        const forged = alteredBodies(right.body ?? new Uint8Array(0)).map(({ what, body }) => ({
          what: `the same ${size} delivery with ${what}`,
          because: "the body was changed after signing",
          request: { ...right, body },
        }));
        sent.push(...(await sendForged(context, forged)));
      }
      judgeForged(
        context,
        "webhook.signature.every-part-counts",
        sent,
        preconditions,
        (reply, because) => expectClientError(reply, because),
      );
    },
  },
  {
    id: "webhook.refused.signature.malformed-body-under-bad-refused",
    requests: 2,
    checks: [
      {
        id: "webhook.signature.malformed-body-under-bad-refused",
        title: "a delivery with malformed JSON under a bad signature is refused with 4xx",
        level: "MUST",
        clause: WEBHOOK_FORGING.clause,
        why: "A server error shows that strangers reach the parser, and can break it.",
        fix: "Verify the raw bytes first and parse afterwards (Express: express.raw, not express.json).",
        kills: ["webhook.refuses-with-200"],
      },
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const right = rawDelivery(context, Buffer.from('{"events":[{'));
      const step = await context.send("malformed JSON under a bad signature", {
        ...right,
        headers: right.headers.map(([name, value]) => [
          name,
          value.replace(/[0-9a-f]{64}$/, "0".repeat(64)),
        ]),
      });
      context.judge(
        "webhook.signature.malformed-body-under-bad-refused",
        step,
        (reply) => expectClientError(reply, "the signature is bad, and the body is no JSON"),
        preconditions,
      );
    },
  },
];

function acceptance(form: SignatureForm, check: CheckDefinition): Scenario<WebhookTarget> {
  const undeclared = form === "simple" ? "timestamped" : "simple";
  return {
    id: `webhook.accepted.signature.${form}`,
    requests: 2,
    checks: [check],
    notApplicable: (target) =>
      target.form !== undeclared ? null : form === "simple" ? HAS_ONLY_TIMESTAMP : HAS_NO_TIMESTAMP,
    run: async (context) => {
      const right = delivery(context, [ordinaryEvent(context, form)], form);
      const steps = [await context.send(`a right ${form} signature`, right)];
      if (form === "timestamped" && context.target.toleranceSec > 2 * OVERTAKEN_SEC) {
        const body = Buffer.from(bodyText(context, [ordinaryEvent(context, "overtaken")]));
        const overtaken = rawDelivery(context, body, form, nowSec(context) - OVERTAKEN_SEC);
        steps.push(await context.send("one that was signed before it, and comes after", overtaken));
      }
      context.judge(check.id, steps, (...replies) =>
        findingAmong(steps, replies, (reply) => expectSuccess(reply, "the signature is right")),
      );
    },
  };
}
