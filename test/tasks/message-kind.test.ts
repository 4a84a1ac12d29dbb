import { describe, expect, it } from "vitest";
import type { ResolvedProfile } from "../../src/profile/resolve.js";
import type { Profile } from "../../src/profile/schema.js";
import { kindOfMessage } from "../../src/tasks/message-kind.js";

const OWN = {
  partner: "acme",
  entry: { url: "https://gw.example/api/acme/sponsor" },
  webhook: { url: "https://game.example/hooks/playcamp" },
  wallet: { url: "https://operator.example/gp" },
  payments: { source: { url: "https://game.example/payments" } },
};

const withAuth = (auth: object) => ({
  ...OWN,
  payments: { source: { ...OWN.payments.source, auth } },
});

const profileOf = (profile: object | null) =>
  profile === null ? null : ({ profile: profile as unknown as Profile } as ResolvedProfile);

const SIGNED = { kind: "signature", message: "{method}", timestampParameter: "timestamp" };
const ENTRY = "http://x/sponsor?usn=1&timestamp=2&custom_data=abc";

describe("a message is known", () => {
  it.each([
    ["by the webhook's header", null, "POST http://x/", ["x-webhook-signature"], "webhook"],
    ["by the wallet's key", null, "POST http://x/", ["x-public-key"], "wallet"],
    ["by signature and path", null, "POST http://x/a/withdraw", ["X-Signature"], "wallet"],
    ["not by a signature alone", null, "POST http://x/a/pay", ["X-Signature"], null],
    ["by the wallet's own path", OWN, "POST http://x/gp/auth", [], "wallet"],
    ["not by another's path", OWN, "POST http://x/other/auth", [], null],
    ["by the fingerprint", null, "GET http://x/", ["x-fingerprint"], "payments"],
    [
      "by the fingerprint's own header",
      withAuth({ kind: "fingerprint", header: "F" }),
      "GET http://x/",
      ["f"],
      "payments",
    ],
    ["by the source's path", OWN, "GET http://x/payments?from=1", [], "payments"],
    ["not by the source's path under another method", OWN, "POST http://x/payments", [], null],
    [
      "not by a path that any call may have",
      { ...OWN, payments: { source: { url: "https://game.example" } } },
      "GET http://x/",
      [],
      null,
    ],
    [
      "by the signature of the source",
      withAuth(SIGNED),
      "GET http://x/",
      ["X-Signature"],
      "payments",
    ],
    [
      "by its parameter",
      withAuth({ ...SIGNED, parameter: "sig" }),
      "GET http://x/?sig=1",
      [],
      "payments",
    ],
    ["as an entry by its token", null, `GET ${ENTRY}`, [], "entry"],
    ["as an entry where polls have a timestamp too", withAuth(SIGNED), `GET ${ENTRY}`, [], "entry"],
    ["not as an entry without a token", OWN, "GET http://x/sponsor?usn=1", [], null],
    ["not as an entry that is posted", OWN, `POST ${ENTRY}`, [], null],
  ] as const)("%s", (_, profile, line, names, kind) => {
    const [method = "", url = ""] = line.split(" ");
    const headers = names.map((name) => [name, "v"] as const);
    expect(kindOfMessage({ method, url, headers }, profileOf(profile))).toBe(kind);
  });
});
