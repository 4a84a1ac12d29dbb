/** Signatures: the right one is accepted, and nothing else is. */
import { TAMPER_KINDS, type WebhookTamperId } from "../../../protocols/webhook/tamper.js";
import type { SignatureForm } from "../../../protocols/webhook/signature.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectStatus, expectSuccess } from "../../expect.js";
import {
  accepted,
  delivery,
  nowSec,
  ordinaryEvent,
  ordinaryForm,
  post,
  REFUSES_ALL,
  rawDelivery,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

const CLAUSE = `${WEBHOOK_CLAUSE}, signature verification: 401 for a missing or bad signature`;
const FORGED = "Anyone who knows the URL could grant boosts and payments by forged deliveries.";
const COMPARE =
  "Compute HMAC-SHA-256 over the raw body bytes, decode the header's hex, and compare all 32 bytes in constant time; a value of another length is simply wrong.";

/** Faults that answer every refusal in a wrong way, or accept any signature. */
const REFUSES_WRONGLY = ["webhook.refuses-with-400", "webhook.refuses-with-200"];
const ACCEPTS_ANY = "webhook.accepts-bad-signature";

interface Refusal {
  readonly check: CheckDefinition;
  readonly step: string;
  readonly because: string;
  readonly form: "declared" | "timestamped";
  /** @param twin the right delivery that was accepted just before */
  readonly request: (context: WebhookContext, twin: OutgoingRequest) => OutgoingRequest;
}

function refusal(
  id: string,
  kills: readonly string[],
  details: {
    title: string;
    because: string;
    why?: string;
    fix?: string;
    step?: string;
  },
  request: Refusal["request"],
  form: Refusal["form"] = "declared",
): Refusal {
  const { title, because, why = FORGED, fix = COMPARE, step = title } = details;
  const check: CheckDefinition = {
    id: `webhook.signature.${id}-refused`,
    title: `a delivery with ${title} is refused with 401`,
    level: "MUST",
    clause: CLAUSE,
    why,
    fix,
    kills: [...kills, ...REFUSES_WRONGLY],
  };
  return { check, step, because, form, request };
}

const REFUSALS: readonly Refusal[] = [
  refusal(
    "missing",
    ["webhook.accepts-missing-signature"],
    { title: "no signature header", because: "there is no signature" },
    tampered("missing-signature"),
  ),
  refusal(
    "empty",
    ["webhook.accepts-empty-signature"],
    { title: "an empty signature", because: "the signature is empty" },
    tampered("empty-signature"),
  ),
  refusal(
    "wrong-secret",
    [ACCEPTS_ANY],
    {
      title: "a signature under another secret",
      because: "the signature was made with another secret",
    },
    tampered("wrong-secret"),
  ),
  refusal(
    "short",
    [ACCEPTS_ANY, "webhook.compares-prefix", "webhook.crashes-on-short-signature"],
    {
      title: "the first half of the right signature",
      because: "the signature is too short",
      why: "A compare that stops at the shorter value lets a signature be guessed a character at a time; one that throws lets anyone break the receiver.",
    },
    tampered("short-signature"),
  ),
  refusal(
    "truncated",
    [ACCEPTS_ANY, "webhook.compares-prefix", "webhook.crashes-on-short-signature"],
    {
      title: "the right signature less its last character",
      because: "the signature lacks its last character",
      why: "An odd number of hex digits makes some decoders throw and others drop the rest.",
    },
    (context) => resign(context, (signature) => signature.slice(0, -1)),
  ),
  refusal(
    "over-long",
    [ACCEPTS_ANY, "webhook.ignores-trailing-garbage", "webhook.crashes-on-short-signature"],
    {
      title: "hex digits after the right signature",
      because: "the signature is longer than it can be",
    },
    tampered("trailing-garbage"),
  ),
  refusal(
    "other-encoding",
    [ACCEPTS_ANY, "webhook.accepts-base64", "webhook.crashes-on-short-signature"],
    {
      title: "the right signature in Base64",
      because: "signatures are hex",
      why: "A second spelling of a signature is a second way past whatever filters the first.",
    },
    tampered("wrong-encoding"),
  ),
  refusal(
    "altered-body",
    [ACCEPTS_ANY, "webhook.trusts-known-signatures"],
    {
      title: "a body altered by one byte after signing",
      because: "the signature belongs to another body",
      why: "Whoever sits between could change an amount or a user and nobody would notice.",
    },
    (_, twin) => alterBody(twin),
  ),
  refusal(
    "malformed-body-under-bad",
    [ACCEPTS_ANY, "webhook.parses-before-verifying"],
    {
      title: "malformed JSON under a bad signature",
      because: "the signature is checked before the body is read",
      why: "A receiver that parses first lets strangers reach its parser, and usually verifies re-written bytes.",
      fix: "Verify the raw bytes first and parse afterwards (Express: express.raw, not express.json).",
    },
    (context) => {
      const right = rawDelivery(context, Buffer.from('{"events":[{'));
      return { ...right, headers: withBadSignature(right.headers) };
    },
  ),
  refusal(
    "stale",
    [ACCEPTS_ANY, "webhook.accepts-stale"],
    {
      title: "a timestamp older than the tolerance",
      because: "the timestamp lies outside the tolerance",
      why: "A delivery that was recorded once could be played back for ever.",
      fix: "Refuse a timestamp that is older than the tolerance (300 s by default), after verifying `{t}.{body}`.",
    },
    (context) => {
      const staleSec = nowSec(context) - context.target.toleranceSec - 600;
      return rawDelivery(context, ordinaryBody(context), "timestamped", staleSec);
    },
    "timestamped",
  ),
  refusal(
    "future",
    [ACCEPTS_ANY, "webhook.accepts-future"],
    {
      title: "a timestamp an hour ahead",
      because: "the timestamp lies in the future",
      why: "A delivery dated ahead outlives the tolerance.",
      fix: "Refuse a timestamp that is more than a few seconds ahead.",
    },
    (context) => rawDelivery(context, ordinaryBody(context), "timestamped", nowSec(context) + 3600),
    "timestamped",
  ),
];

const HAS_NO_TIMESTAMP = "the profile declares signatures without a timestamp (webhook.signature)";
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
  ...REFUSALS.map(({ check, step, because, form, request }): Scenario<WebhookTarget> => ({
    id: check.id.replace(/^webhook\./, "webhook.refused."),
    requests: 2,
    checks: [check],
    notApplicable: (target) =>
      form === "timestamped" && target.form === "simple" ? HAS_NO_TIMESTAMP : null,
    run: async (context) => {
      const right = delivery(context, [ordinaryEvent(context, "twin")]);
      const twin = await context.send("a right delivery", right);
      const refused = await context.send(step, request(context, right));
      context.judge(check.id, refused, (reply) => expectStatus(reply, 401, because), [
        accepted(twin),
      ]);
    },
  })),
];

function acceptance(form: SignatureForm, check: CheckDefinition): Scenario<WebhookTarget> {
  const undeclared = form === "simple" ? "timestamped" : "simple";
  return {
    id: `webhook.accepted.signature.${form}`,
    requests: 1,
    checks: [check],
    notApplicable: (target) =>
      target.form !== undeclared ? null : form === "simple" ? HAS_ONLY_TIMESTAMP : HAS_NO_TIMESTAMP,
    run: async (context) => {
      const step = await context.send(
        `a right ${form} signature`,
        delivery(context, [ordinaryEvent(context, form)], form),
      );
      context.judge(check.id, step, (reply) => expectSuccess(reply, "the signature is right"));
    },
  };
}

function tampered(id: WebhookTamperId): Refusal["request"] {
  const kind = TAMPER_KINDS.find((each) => each.id === id);
  if (kind === undefined) throw new Error(`no tamper kind ${id}`);
  return (context) => {
    const right = delivery(context, [ordinaryEvent(context, "tampered")]);
    const [message] = kind.tamper({
      body: right.body ?? new Uint8Array(0),
      headers: right.headers,
      secret: context.target.secrets[0].value,
      form: ordinaryForm(context.target),
      nowSec: nowSec(context),
      format: context.target.format,
      mapping: context.target.mapping,
    });
    if (message === undefined) throw new Error(`tamper kind ${id} sends nothing`);
    return post(context, message);
  };
}

function resign(context: WebhookContext, change: (signature: string) => string): OutgoingRequest {
  const right = delivery(context, [ordinaryEvent(context, "resigned")]);
  return {
    ...right,
    headers: right.headers.map(([name, value]) =>
      name === "X-Webhook-Signature" ? [name, change(value)] : [name, value],
    ),
  };
}

function withBadSignature(headers: OutgoingRequest["headers"]): OutgoingRequest["headers"] {
  return headers.map(([name, value]) =>
    name === "X-Webhook-Signature"
      ? [name, value.replace(/[0-9a-f]{64}$/, "0".repeat(64))]
      : [name, value],
  );
}

/** The last digit of the body counts one more: still JSON, still plausible, no longer signed. */
function alterBody(request: OutgoingRequest): OutgoingRequest {
  const text = Buffer.from(request.body ?? []).toString("utf8");
  const altered = text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
  return { ...request, body: Buffer.from(altered) };
}

function ordinaryBody(context: WebhookContext): Uint8Array {
  return delivery(context, [ordinaryEvent(context, "dated")]).body ?? new Uint8Array(0);
}
