/** From one captured delivery, raw HTTP, curl or HAR, to the `webhook` section that fits it. */
import { UserError } from "../../core/errors.js";
import { headerValue, type HeaderPair } from "../../core/http.js";
import type { StoredMessage } from "../../journal/message.js";
import { spansOfRequest } from "../../journal/message.js";
import { readMessages } from "../../journal/read-messages.js";
import { displayText, refillBytes } from "../../journal/redacted.js";
import type { Profile } from "../../profile/schema.js";
import { inferWebhook, type InferredWebhook } from "../../protocols/webhook/infer.js";
import { SIGNATURE_HEADER } from "../../protocols/webhook/signature.js";
import { assertNotTakenOut } from "../captured-delivery.js";
import type { DraftGuess } from "./draft.js";
import type { ProfileSections } from "./presets/preset.js";

type WebhookSection = NonNullable<Profile["webhook"]>;

export interface ImportedWebhook {
  readonly sections: ProfileSections;
  readonly guesses: readonly DraftGuess[];
  readonly inferred: InferredWebhook;
}

/**
 * @param bytes the captured request; of several the first with a body
 * @param base what the capture does not tell: secret and time-out
 * @throws {UserError} `webhook_not_inferred`
 */
export function importWebhook(
  bytes: Uint8Array,
  secret: string,
  base: WebhookSection,
): ImportedWebhook {
  const { request } = capturedRequest(bytes);
  const headers = request.headers.map(([name, value]): HeaderPair => [name, displayText(value)]);
  assertNotTakenOut(headerValue(headers, SIGNATURE_HEADER) ?? "");
  const inference = inferWebhook(
    {
      headers,
      body: refillBytes(request.body ?? "", () => null),
    },
    secret,
  );
  if (!inference.ok)
    throw notInferred(
      inference.problem,
      inference.cause === null
        ? "The body must be byte for byte what was received, and the secret the one that the webhook was created with."
        : `The signature was made from ${inference.cause.senderSigned}; what is here is ${inference.cause.receiverHas}.`,
    );
  const { webhook } = inference;
  return {
    sections: {
      webhook: {
        ...base,
        url: displayText(request.url),
        format: webhook.format,
        signature: webhook.form,
        ...gatewayOf(webhook),
      },
    },
    guesses: guessesOf(webhook),
    inferred: webhook,
  };
}

function gatewayOf({ mapping }: InferredWebhook): Pick<WebhookSection, "gateway"> {
  if (mapping === null || Object.keys(mapping.mapping).length === 0) return {};
  return {
    gateway: mapping.mapping as NonNullable<WebhookSection["gateway"]>,
  };
}

function guessesOf({ mapping, header }: InferredWebhook): readonly DraftGuess[] {
  const isUsual = header.toLowerCase() === SIGNATURE_HEADER.toLowerCase();
  return [
    ...(isUsual
      ? []
      : [
          {
            path: "webhook.signature",
            message: `the signature came in ${header}; this tool sends it in ${SIGNATURE_HEADER}`,
          },
        ]),
    ...(mapping?.guesses ?? []).map(({ at, message }) => ({
      path: `webhook.gateway.${at}`,
      message,
    })),
  ];
}

function capturedRequest(bytes: Uint8Array): StoredMessage {
  const message = readCapture(bytes).find(({ request }) => request.body !== null);
  if (message === undefined)
    throw notInferred(
      "the capture holds no request with a body",
      "Capture a delivery: its request line, its headers and its body.",
    );
  const [gap] = spansOfRequest(message.request);
  if (gap === undefined) return message;
  throw notInferred(
    `the capture has a gap where ${gap.secret} stood, so its signature cannot be checked`,
    "Capture the delivery where it arrives, with nothing taken out.",
  );
}

function readCapture(bytes: Uint8Array): readonly StoredMessage[] {
  try {
    return readMessages(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw notInferred(error.message, error.hint ?? "", error);
  }
}

function notInferred(message: string, hint: string, cause?: unknown): UserError {
  return new UserError("webhook_not_inferred", message, hint, { cause });
}
