/** Journal entries for tests, captured as the tool captures them. */
import type { HeaderPair, HttpOutcome, HttpRequest } from "../../src/core/http.js";
import { DEFAULT_RULES, type KnownSecret } from "../../src/core/redaction.js";
import type { SecretNames } from "../../src/core/redaction/secret-names.js";
import { type CaptureFacts, createCapture } from "../../src/journal/capture.js";
import type { JournalEntry } from "../../src/journal/entry.js";
import { parsePersonalPath } from "../../src/core/redaction/places.js";

export const STARTED_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

const FACTS: CaptureFacts = {
  id: "000000000000",
  command: "fire-webhook",
  step: "attempt 1",
  environment: null,
  partner: "acme",
  tool: "1.2.3",
  live: false,
  note: null,
  keys: {},
};

export interface SampleMessage {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: readonly HeaderPair[];
  readonly body?: Uint8Array | string | null;
  readonly reply?: { readonly status: number; readonly body: string };
}

export function captured(
  message: SampleMessage,
  rules: {
    readonly secrets?: readonly KnownSecret[];
    readonly personal?: readonly string[];
    /** In requests; left out, the names that mean a secret everywhere. */
    readonly names?: SecretNames | null;
  } = {},
  facts: Partial<CaptureFacts> = {},
): JournalEntry {
  const capture = createCapture(rules.secrets ?? [], {
    ...DEFAULT_RULES,
    ...(rules.names === undefined ? {} : { requestNames: rules.names }),
    personal: (rules.personal ?? []).flatMap((path) => parsePersonalPath(path) ?? []),
  });
  return capture.sent({ ...FACTS, ...facts }, requestOf(message), outcomeOf(message));
}

export function requestOf({
  method = "POST",
  url = "http://127.0.0.1:3000/hook",
  headers = [],
  body = null,
}: SampleMessage): HttpRequest {
  return {
    method,
    url,
    headers,
    body: typeof body === "string" ? Buffer.from(body) : body,
    timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
  };
}

function outcomeOf({ reply = { status: 200, body: "ok" } }: SampleMessage): HttpOutcome {
  const body = Buffer.from(reply.body);
  return {
    reply: {
      status: reply.status,
      headers: [["Content-Type", "text/plain"]],
      body,
      bodyBytes: body.length,
    },
    failure: null,
    trace: {
      sentHead: null,
      remoteAddress: "127.0.0.1",
      localPort: 40_000,
      startedAtMs: STARTED_MS,
      headMs: 1.5,
      totalMs: 2,
    },
  };
}
