/** `verify-webhook`: which of the secrets at hand signed, and a signature that stands elsewhere. */
import { describe, expect, it } from "vitest";
import { signWebhook } from "../../src/protocols/webhook/signature.js";
import { createWorld, spoken } from "./world.js";

const SECRET = "seven-maple-leaves-in-june";
const BODY = '{"events":[{"event":"sponsor.ended","data":{"userId":"u-3"}}]}';
const WEBHOOK = { url: "http://127.0.0.1:1/", secret: { env: "HOOK" } };

const signed = (key: string) => signWebhook(Buffer.from(BODY), key);
const captured = (...headers: readonly string[]) =>
  ["POST /hook HTTP/1.1", "Host: shop.example", ...headers, "", BODY].join("\r\n");
const withSignature = (key: string) => captured(`X-Webhook-Signature: ${signed(key)}`);

interface Given {
  readonly profile?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

async function verified(input: string, { profile = {}, env = {}, files = {} }: Given = {}) {
  const world = await createWorld({
    profile: { partner: "acme", webhook: WEBHOOK, ...profile },
    env: { HOOK: SECRET, ...env },
    files,
  });
  return world.run(["verify-webhook", "-"], { input });
}

describe("a secret", () => {
  it.each<[string, string, string, Given]>([
    [
      "that the environment overrides",
      "maple-of-the-file",
      "HOOK in the .env beside the profile, which another place overrides",
      { files: { ".env": "HOOK=maple-of-the-file\n" } },
    ],
    [
      "that signs entries",
      "maple-of-entries",
      "entry.key (environment variable DOOR)",
      {
        profile: {
          entry: { url: "https://gw.example/e/{partner}", key: { env: "DOOR" } },
        },
        env: { DOOR: "maple-of-entries" },
      },
    ],
  ])("%s is named, and not shown", async (_, key, label, given) => {
    const run = await verified(withSignature(key), given);
    expect(run.out).toMatch(/^not valid: It was signed with another secret: /);
    expect(run.out).toContain(label);
    expect(spoken(run)).not.toContain(key);
  });

  it.each<[string, string, RegExp]>([
    ["with a mark in front", `\uFEFF${SECRET}`, /^valid/],
    ["with Windows's line break", `${SECRET}\r\n`, /^valid/],
    ["in quotes", `"${SECRET}"\n`, /^not valid: .*secret-quotes/s],
  ])("in a file %s", async (_, text, said) => {
    const webhook = { ...WEBHOOK, secret: { file: "hook.key" } };
    const files = { "hook.key": text };
    const run = await verified(withSignature(SECRET), { profile: { webhook }, files });
    expect(run.out).toMatch(said);
  });
});

describe("a signature header", () => {
  it.each([
    ["with underscores", "X_Webhook_Signature", /underscores for dashes/],
    ["of CGI", "HTTP_X_WEBHOOK_SIGNATURE", /a CGI name/],
    ["of another provider", "X-Shop-Signature", /the agreed one is X-Webhook-Signature/],
  ])("%s is missing, and where it stands is said", async (_, name, said) => {
    const run = await verified(captured(`${name}: ${signed(SECRET)}`));
    expect(run.out).toMatch(/^not valid: There is no signature/);
    expect(run.err).toContain(`a header of another name, ${name}`);
    expect(run.err).toMatch(said);
  });

  it("that came twice is said to have come twice", async () => {
    const line = `X-Webhook-Signature: ${signed(SECRET)}`;
    for (const other of [line, `X-Webhook-Signature: ${"7".repeat(64)}`]) {
      const run = await verified(captured(line, other));
      expect(run.out).toMatch(/^not valid: The header holds several signatures: it came twice/);
    }
  });
});
