/** Vectors of the webhook signature, in the form or forms that the profile agrees on. */
import { convertToGateway } from "../../../protocols/webhook/gateway.js";
import type { GatewayMapping } from "../../../protocols/webhook/gateway-mapping.js";
import type { WebhookFormat } from "../../../protocols/webhook/delivery.js";
import { sampleEvent, type WebhookEventName } from "../../../protocols/webhook/events.js";
import {
  type AcceptedForm,
  FUTURE_TOLERANCE_SEC,
  SIGNATURE_HEADER,
  type SignatureForm,
  signTimestampedWebhook,
  signWebhook,
  timestampedText,
  verifyWebhook,
} from "../../../protocols/webhook/signature.js";
import { signatureHeader, webhookCredential } from "../../../protocols/webhook/credential.js";
import { explainHmac } from "../explain-hmac.js";
import { forgedValues } from "../forged.js";
import {
  bodyInput,
  OTHER_KEY,
  type SignVector,
  TEST_KEY,
  VECTOR_TIME_SEC,
  type VectorSet,
  type VerifyVector,
} from "../vector.js";

export interface WebhookRecipe {
  readonly form: AcceptedForm;
  readonly format: WebhookFormat;
  readonly mapping: GatewayMapping;
  readonly toleranceSec: number;
}

export function webhookVectors(recipe: WebhookRecipe): VectorSet {
  const forms: readonly SignatureForm[] =
    recipe.form === "both" ? ["simple", "timestamped"] : [recipe.form];
  return {
    suite: "webhook",
    recipe: {
      algorithm: "hmac-sha256",
      encoding: "hex",
      header: SIGNATURE_HEADER,
      form: recipe.form,
      messages: { simple: "{body}", timestamped: "{timestamp}.{body}" },
      headers: {
        simple: "{signature}",
        timestamped: "t={timestamp},v1={signature}",
      },
      toleranceSec: recipe.toleranceSec,
      futureToleranceSec: FUTURE_TOLERANCE_SEC,
    },
    vectors: forms.flatMap((form) => [
      ...signVectors(form, recipe),
      ...verifyVectors(form, recipe),
    ]),
    explain: (vector, { signature }) => explainHmac(vector, signature ?? "", recipe.form),
  };
}

function sampleBody(
  names: readonly WebhookEventName[],
  { format, mapping }: WebhookRecipe,
): Buffer {
  const events = names.map((name, at) =>
    sampleEvent(name, {
      timestampMs: (VECTOR_TIME_SEC + at) * 1000,
      ids: (label) => `${label}-${at + 1}`,
      callbackId: `callback-${at + 1}`,
    }),
  );
  const body = format === "gateway" ? convertToGateway(events, mapping).body : { events };
  return Buffer.from(JSON.stringify(body));
}

/** What a server that parses and writes again would change before verifying. */
const RAW_BODY = Buffer.from(
  '{ "events" : [ {"event":"payment.created","timestamp":"2026-01-01T00:00:00Z","data":{"amount":100.0,"note":"a\\/b \\u00e9 é"}} ] }\r\n',
);

function bodies(
  recipe: WebhookRecipe,
): readonly (readonly [id: string, title: string, body: Buffer])[] {
  return [
    ["one-event", "a delivery of one event", sampleBody(["sponsor.created"], recipe)],
    [
      "batch",
      "a delivery of several events",
      sampleBody(["sponsor.created", "sponsor.ended", "sponsor.created"], recipe),
    ],
    [
      "raw-bytes",
      "the bytes as they came: white space, 100.0, escapes and a line end are part of them",
      RAW_BODY,
    ],
    ["empty", "an empty body", Buffer.alloc(0)],
  ];
}

function signatureOf(form: SignatureForm, body: Uint8Array, key: string, timeSec: number): string {
  return form === "simple" ? signWebhook(body, key) : signTimestampedWebhook(body, key, timeSec);
}

function signVectors(form: SignatureForm, recipe: WebhookRecipe): readonly SignVector[] {
  return bodies(recipe).map(([name, title, body]) => {
    const timestamp = String(VECTOR_TIME_SEC);
    const signed = form === "simple" ? body : timestampedText(timestamp, body);
    return {
      id: `webhook.sign.${form}.${name}`,
      suite: "webhook",
      task: "sign",
      title,
      key: TEST_KEY,
      input: {
        form,
        ...bodyInput(body),
        ...(form === "simple" ? {} : { timestamp }),
      },
      signedHex: signed.toString("hex"),
      expected: {
        signature: signatureOf(form, body, TEST_KEY, VECTOR_TIME_SEC),
      },
    };
  });
}

interface Presented {
  readonly body?: Buffer;
  /** What was signed, where it is not the body that arrives. */
  readonly signed?: (body: Buffer) => Buffer;
  readonly key?: string;
  readonly deviation?: (signature: string) => string | null;
  /** When it arrives, in seconds after it was signed. */
  readonly afterSec?: (toleranceSec: number) => number;
}

type Judged = readonly [id: string, title: string, accepted: boolean, presented: Presented];

const JUDGED: readonly Judged[] = [
  ["right", "a right signature", true, {}],
  ["raw-bytes", "over the bytes as they came", true, { body: RAW_BODY }],
  ["other-key", "made with another secret", false, { key: OTHER_KEY }],
  [
    "one-byte",
    "one byte of the body is another",
    false,
    { signed: (body) => Buffer.from(body.toString().replace("1", "2")) },
  ],
  [
    "written-again",
    "made over the body parsed and written again",
    false,
    {
      body: RAW_BODY,
      signed: (body) => Buffer.from(JSON.stringify(JSON.parse(body.toString()))),
    },
  ],
  ["cut", "its last character is missing", false, { deviation: (text) => text.slice(0, -1) }],
  ["longer", "with more behind it", false, { deviation: (text) => `${text}00` }],
  ["empty", "an empty header", false, { deviation: () => "" }],
  ["missing", "no header at all", false, { deviation: () => null }],
];

const JUDGED_TIMESTAMPED: readonly Judged[] = [
  [
    "late",
    "late, and within the tolerance",
    true,
    { afterSec: (tolerance) => tolerance - Math.min(60, tolerance / 4) },
  ],
  ["stale", "older than the tolerance", false, { afterSec: (tolerance) => tolerance + 60 }],
  ["future", "an hour from the future", false, { afterSec: () => -3600 }],
  [
    "other-time",
    "its timestamp replaced after signing",
    false,
    { deviation: (text) => text.replace(/t=\d+/, `t=${VECTOR_TIME_SEC + 1}`) },
  ],
  ["no-time", "without a timestamp", false, { deviation: (text) => text.replace(/t=\d+/, "t=") }],
  [
    "time-is-no-number",
    "with a timestamp that is no number",
    false,
    { deviation: (text) => text.replace(/t=\d+/, "t=now") },
  ],
];

function forgedVectors(form: SignatureForm, recipe: WebhookRecipe): readonly Judged[] {
  const timestamp = String(VECTOR_TIME_SEC);
  const body = sampleBody(["sponsor.created"], recipe);
  const credential = webhookCredential(body, TEST_KEY, form === "simple" ? null : timestamp);
  const taken = JUDGED.map(([id]) => id);
  return forgedValues(credential, taken).map(({ id, title, value }): Judged => [
    id,
    title,
    false,
    { deviation: () => (value === null ? null : signatureHeader(form, timestamp, value)) },
  ]);
}

function verifyVectors(form: SignatureForm, recipe: WebhookRecipe): readonly VerifyVector[] {
  const judged = [
    ...JUDGED,
    ...(form === "simple" ? [] : JUDGED_TIMESTAMPED),
    ...forgedVectors(form, recipe),
  ];
  return judged.flatMap(([name, title, accepted, presented]) => {
    const { key = TEST_KEY, deviation, afterSec } = presented;
    const body = presented.body ?? sampleBody(["sponsor.created"], recipe);
    const signed = presented.signed?.(body) ?? body;
    const right = signatureOf(form, signed, key, VECTOR_TIME_SEC);
    const signature = deviation === undefined ? right : deviation(right);
    const { toleranceSec: tolerance } = recipe;
    const after = afterSec?.(tolerance) ?? Math.min(10, tolerance / 4);
    const nowSec = VECTOR_TIME_SEC + Math.round(after);
    const verdict = verifyWebhook({
      payload: body,
      signature: signature ?? "",
      secret: TEST_KEY,
      form: recipe.form,
      tolerance,
      nowMs: nowSec * 1000,
    });
    if (verdict.valid !== accepted) return [];
    return [
      {
        id: `webhook.verify.${form}.${name}`,
        suite: "webhook",
        task: "verify",
        title,
        key: TEST_KEY,
        input: { ...bodyInput(body), signature, nowSec },
        expected: verdict.valid ? { accepted } : { accepted, reason: verdict.error },
      },
    ];
  });
}
