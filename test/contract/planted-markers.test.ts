/**
 * Secrets of every kind are planted in requests that nobody's profile describes, a hostile
 * target echoes each in every encoding, and none may be found in anything that is kept or shown.
 */
import { describe, expect, it } from "vitest";
import { createRedactor, encodeSecret, SECRET_ENCODINGS } from "../../src/core/redaction.js";
import type { HttpOutcome } from "../../src/core/http.js";
import { createCapture } from "../../src/journal/capture.js";
import { createRecordEncoder } from "../../src/journal/codec.js";
import { messageOf } from "../../src/journal/message.js";
import { redactionRules, type RequestOrigin } from "../../src/profile/redaction.js";
import { loadReportFormat, REPORT_FORMAT_IDS } from "../../src/reports/formats/index.js";
import { exportDeliveries } from "../../src/tasks/journal/export-deliveries.js";
import { recordExchange } from "../../src/transport/record.js";
import { type SampleMessage, requestOf } from "../journal/sample-entry.js";
import { checkOf, reportOf } from "../reports/sample-report.js";

const MARKER = 'MARKER+"4711"/é=x';
const KNOWN = [{ label: "webhook.secret", value: MARKER }];
const url = encodeURIComponent(MARKER);
const json = JSON.stringify(MARKER);

interface Kind {
  readonly message: SampleMessage;
  /** Known by its value; else only its place tells. */
  readonly isKnown?: true;
  readonly origin?: RequestOrigin;
  /** What is looked for, where the place allows no more than a part. */
  readonly value?: string;
}

const query = (name: string): Kind => ({ message: { url: `http://h/x?a=1&${name}=${url}` } });
const header = (name: string): Kind => ({
  message: { headers: [[name, "MARKER-4711/x=+y"]] },
  value: "MARKER-4711/x=+y",
});
const member = (name: string): Kind => ({ message: { body: `{"a":[{"${name}":${json}}]}` } });
const shape = (value: string): Kind => ({ message: { body: `see ${value}.` }, value });
const known = (message: SampleMessage, origin: RequestOrigin): Kind => ({
  message,
  isKnown: true,
  origin,
});

const KINDS: Readonly<Record<string, Kind>> = {
  "known, in a URL": known({ url: `http://h/${url}` }, "own"),
  "known, in a header": known({ headers: [["X-Any", url]] }, "own"),
  "known, in JSON": known({ body: `{"a":${json}}` }, "own"),
  "known, in a form": known({ body: `a=${url}` }, "given"),
  "known, in text": known({ body: `got ${MARKER}` }, "given"),
  "known, in nothing but the echo": known({}, "own"),
  "URL user and password": { message: { url: `http://user:${url}@h/x` } },
  ...Object.fromEntries(
    ["token", "api_key", "access_token", "key", "client_secret", "password"].map((name) => [
      `?${name}=`,
      query(name),
    ]),
  ),
  "?signature=": { message: { url: `http://h/x?signature=${url}` }, origin: "foreign" },
  ...Object.fromEntries(
    ["X-Api-Key", "X-Auth-Token", "X-Custom-Password", "Authorization", "X-Tenant-Pin"].map(
      (name) => [`${name}:`, header(name)],
    ),
  ),
  Cookie: { message: { headers: [["Cookie", "sid=MARKER-4711-x; b=1"]] }, value: "MARKER-4711-x" },
  ...Object.fromEntries(
    ["password", "session_token", "client_secret", "apiKey", "refreshToken", "private_key"].map(
      (name) => [`{"${name}":`, member(name)],
    ),
  ),
  "a form's password": { message: { body: `a=1&password=${url}` } },
  "privacy.paths": { message: { body: `{"player":{"mail":${json}}}` } },
  "a JWT": shape("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJNQVJLRVIifQ.c2lnbmF0dXJlLW9mLWl0"),
  "an API key": shape("ak_MARKER4711:MARKER-secret-4711"),
  "a webhook's secret": shape("whsec_TUFSS0VSLTQ3MTEtTUFSS0VS"),
  "a private key": shape("-----BEGIN PRIVATE KEY-----\nMARKER4711/x==\n-----END PRIVATE KEY-----"),
};

const PROFILE = {
  profile: { privacy: { names: ["x-tenant-pin"], paths: ["body.player.mail"] } },
  secrets: { known: () => [] },
} as unknown as NonNullable<Parameters<typeof redactionRules>[0]>;

const FACTS = {
  id: "000000000000",
  command: "replay",
  step: "",
  environment: null,
  partner: null,
  tool: "1.2.3",
  live: false,
  note: null,
  keys: {},
};

function answered(echo: string): HttpOutcome {
  const body = Buffer.from(`<p>you sent ${echo} — ${JSON.stringify({ echo })}</p>`);
  return {
    reply: {
      status: 400,
      headers: [
        ["X-Echo", echo.replaceAll(/[^\x20-\x7e]/g, "")],
        ["Location", `/x?said=${encodeURIComponent(echo)}`],
      ],
      body,
      bodyBytes: body.length,
    },
    failure: null,
    trace: {
      sentHead: null,
      remoteAddress: null,
      localPort: null,
      startedAtMs: 0,
      headMs: 1,
      totalMs: 2,
    },
  };
}

/** Whatever is kept or shown of the exchange, by what it is. */
async function outputsOf(kind: Kind, echo: string): Promise<ReadonlyMap<string, string>> {
  const secrets = kind.isKnown === true ? KNOWN : [];
  const rules = redactionRules(PROFILE, kind.origin ?? "given");
  const request = requestOf(kind.message);
  const entry = createCapture(secrets, rules).sent(FACTS, request, answered(echo));
  const redactor = createRedactor(secrets, rules);
  const exchange = recordExchange("step", request, answered(echo), redactor);
  const outputs = new Map([
    ["journal", Buffer.from(createRecordEncoder()([entry])).toString("utf8")],
    ["message", JSON.stringify(messageOf(entry))],
    ["evidence", JSON.stringify(exchange)],
    ["finding", redactor.quotation(`the reply quotes ${echo}`)],
  ]);
  for (const format of ["har", "http", "bundle"] as const) {
    const surroundings = { profile: null, version: "1.2.3", nowMs: 0 };
    outputs.set(format, await exportDeliveries([entry], format, surroundings));
  }
  const actual = outputs.get("finding") ?? "";
  const report = reportOf([checkOf({ status: "fail", evidence: [exchange], actual })]);
  for (const id of REPORT_FORMAT_IDS) {
    const { render } = await loadReportFormat(id);
    outputs.set(id, render(report, { color: false, columns: 100 }));
  }
  return outputs;
}

const ENCODINGS = SECRET_ENCODINGS.filter((as) => !as.startsWith("utf16"));

describe("planted markers", () => {
  let combinations = 0;

  it.each(Object.entries(KINDS))("%s", async (_, kind) => {
    const value = kind.value ?? MARKER;
    const forbidden = ENCODINGS.map((as) => encodeSecret(value, as));
    const leaks: string[] = [];
    for (const as of ENCODINGS) {
      for (const [output, text] of await outputsOf(kind, encodeSecret(value, as))) {
        combinations += 1;
        const found = forbidden.find((each) => text.includes(each));
        if (found !== undefined) leaks.push(`${as} in ${output}: ${around(text, found)}`);
      }
    }
    expect(leaks).toEqual([]);
  });

  it("are looked for in at least 5,000 combinations", () => {
    expect(Object.keys(KINDS).length).toBeGreaterThanOrEqual(32);
    expect(ENCODINGS.length).toBeGreaterThanOrEqual(14);
    expect(combinations).toBeGreaterThanOrEqual(5_000);
  });
});

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 60), at + found.length + 20);
}
