/** What single observations come to: a version, a value, a clock, a certificate. */
import { describe, expect, it } from "vitest";
import type { TlsFacts } from "../../../src/core/probes.js";
import type { Profile } from "../../../src/profile/schema.js";
import { judgeNoTls, judgeTls } from "../../../src/tasks/doctor/certificate.js";
import { clockRules, judgeSkew, measureSkew } from "../../../src/tasks/doctor/clock.js";
import { implausibilities } from "../../../src/tasks/doctor/implausible.js";
import { examineNode, examineVariables } from "../../../src/tasks/doctor/machine.js";
import { verdictOf } from "../../../src/tasks/doctor/verdict.js";

const PLACE = { check: "x", subject: "y" };

describe("Node", () => {
  it.each([
    ["v20.18.1", "pass"],
    ["v20.19.0", "pass"],
    ["v24.1.0", "pass"],
    ["v20.18.0", "fail"],
    ["v20.9.9", "fail"],
    ["v18.20.4", "fail"],
  ])("%s is a %s", (version, status) => {
    expect(examineNode(version).status).toBe(status);
  });
});

describe("variables", () => {
  it("that look like ours and are not are pointed out", () => {
    const env = {
      PLAYCAMP_GW_PROFLE: "x",
      PLAYCAMP_GW_ENV: "x",
      PLAYCAMP_KEY: "x",
    };
    const known = ["PLAYCAMP_GW_PROFILE", "PLAYCAMP_GW_ENV"];
    expect(examineVariables(env, known)).toMatchObject([
      {
        subject: "PLAYCAMP_GW_PROFLE",
        status: "warn",
        fix: 'Did you mean "PLAYCAMP_GW_PROFILE"?',
      },
    ]);
  });
});

const GOOD = "0123456789abcdef".repeat(4);

describe("a secret", () => {
  it.each([
    GOOD,
    "whsec_kY3vB9qLr7TzXw2N",
    "Zm9vYmFyYmF6cXV1eDEyMzQ1Njc4OTA=",
    "correct-horse-battery-staple",
  ])("may be %s", (value) => {
    expect(implausibilities("entry.key", value)).toEqual([]);
  });

  it.each<[string, "fail" | "warn", RegExp]>([
    [`${GOOD}\n`, "fail", /line break/],
    [`${GOOD}\r`, "fail", /line break/],
    [`"${GOOD}"`, "fail", /quotes/],
    ["${ACME_KEY}", "fail", /variable/],
    ["{{ vault.key }}", "fail", /variable/],
    ["changeme", "fail", /placeholder/],
    ["CHANGE_ME", "fail", /placeholder/],
    ["your-shared-key-here", "fail", /placeholder/],
    ["<secret>", "fail", /placeholder/],
    ["xxxxxxxx", "fail", /placeholder/],
    [` ${GOOD}`, "warn", /space/],
    [`${GOOD.slice(4)} and more`, "warn", /white space within/],
    [`\ufeff${GOOD}`, "warn", /cannot be seen/],
    [GOOD.slice(1), "warn", /63 hex digits/],
    ["Zm9vYmFyYmF6cXV1eDEyMzQ1Njc4OTA==", "warn", /33 characters of Base64/],
    [`Bearer ${GOOD}`, "warn", /scheme/],
    ["aaaaaaaaaaaaaaaaaaaa", "warn", /same character/],
    ["k3y-4711", "warn", /8 characters/],
  ])("%j is a %s", (value, status, message) => {
    const found = implausibilities("entry.key", value);
    expect(found).toContainEqual(
      expect.objectContaining({
        status,
        message: expect.stringMatching(message),
      }),
    );
    for (const each of found)
      if (value.length > 9) expect(each.message + each.fix).not.toContain(value);
  });

  it("of PlayCamp's API has two parts, and is the server's", () => {
    const found = (value: string) =>
      implausibilities("sdkApi.apiKey", value).map(({ message }) => message);
    expect(found(`ak_server_1:${GOOD}`)).toEqual([]);
    expect(found(GOOD)).toEqual([expect.stringContaining("keyId:secret")]);
    expect(found(`ak_client_1:${GOOD}`)).toEqual([expect.stringContaining("403")]);
  });
});

describe("the clock", () => {
  const SECOND = Date.UTC(2026, 0, 1, 12);
  const date = new Date(SECOND).toUTCString();

  it("is measured to half a second and half the way there and back", () => {
    // The reply was written at some time within that second.
    expect(measureSkew(date, SECOND + 400, SECOND + 600)).toEqual({
      ms: 0,
      accuracyMs: 600,
    });
    expect(measureSkew(date, SECOND - 9_600, SECOND - 9_400)).toEqual({
      ms: 10_000,
      accuracyMs: 600,
    });
    expect(measureSkew("yesterday", SECOND, SECOND)).toBeNull();
  });

  const PROFILE = {
    partner: "acme",
    entry: { url: "https://x", key: { env: "A" }, signature: { ttl: "2m" } },
    webhook: {
      url: "https://x",
      secret: { env: "B" },
      signature: "timestamped",
      tolerance: "60s",
    },
  } satisfies Profile;

  it("has a rule for each section whose signatures bear a time", () => {
    expect(clockRules(PROFILE)).toEqual([
      { section: "entry", aheadMs: 120_000, behindMs: 60_000 },
      { section: "webhook", aheadMs: 60_000, behindMs: 5_000 },
    ]);
    const simple = { ...PROFILE.webhook, signature: "simple" } as const;
    expect(clockRules({ partner: "acme", webhook: simple })).toEqual([]);
  });

  it.each([
    [0, "pass"],
    [600, "pass"],
    [29_000, "pass"],
    [31_000, "warn"],
    // In doubt: the truth may still lie within the tolerance.
    [60_500, "warn"],
    [61_000, "fail"],
    [-2_000, "pass"],
    [-3_000, "warn"],
    [-5_700, "fail"],
  ])("off by %d ms is a %s under a tolerance of 60 s", (ms, status) => {
    const [, webhook] = clockRules(PROFILE);
    const line = judgeSkew(PLACE, { ms, accuracyMs: 600 }, [webhook!]);
    expect(line.status).toBe(status);
    expect(line.message).toContain("± 600 ms");
  });

  it("where nothing depends on it is never a failure", () => {
    const line = judgeSkew(PLACE, { ms: 86_400_000, accuracyMs: 600 }, []);
    expect(line.status).toBe("warn");
  });
});

describe("a certificate", () => {
  const NOW = Date.UTC(2026, 0, 1);
  const DAY = 86_400_000;
  const facts = (days: number, caDays: number, code?: string): TlsFacts => ({
    protocol: "TLSv1.3",
    distrust: code === undefined ? null : { code, message: "as OpenSSL says" },
    chain: [
      [days, "gw.example.com", "Some CA"],
      [caDays, "Some CA", "Some Root"],
    ].map(([left, subject, issuer]) => ({
      subject: String(subject),
      issuer: String(issuer),
      validFromMs: 0,
      validToMs: NOW + Number(left) * DAY,
      names: "DNS:gw.example.com",
    })),
  });
  const judge = (given: TlsFacts) => judgeTls(PLACE, given, "payments.source", NOW);

  it("is good for so many days", () => {
    expect(judge(facts(31, 1000))).toMatchObject({
      status: "pass",
      message: expect.stringContaining("31 days left (until 2026-02-01)"),
    });
  });

  it("ends soon, itself or the one above it", () => {
    expect(judge(facts(29, 1000)).status).toBe("warn");
    expect(judge(facts(300, 5))).toMatchObject({
      status: "warn",
      message: expect.stringContaining('"Some CA" above it'),
    });
  });

  it.each([
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /fullchain.*payments\.source\.tls\.ca/],
    ["SELF_SIGNED_CERT_IN_CHAIN", /--cacert ca\.pem/],
    ["CERT_HAS_EXPIRED", /Renew/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /name/],
    ["SOMETHING_NEW", /--cacert ca\.pem, or payments\.source\.tls\.ca/],
  ])("refused with %s says what to do", (code, fix) => {
    const line = judge(facts(100, 100, code));
    expect(line.status).toBe("fail");
    expect(line.unreachable).toBeUndefined();
    expect(line.fix).toMatch(fix);
  });

  it.each([
    ["ERR_SSL_WRONG_VERSION_NUMBER", /http:\/\//],
    ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", /wallet\.tls\.cert/],
    ["TIMEOUT", /firewalls/],
  ])("that never came (%s) says what to do", (code, fix) => {
    const line = judgeNoTls(PLACE, { code, message: "m" }, "wallet");
    expect(line).toMatchObject({ status: "fail", unreachable: true });
    expect(line.fix).toMatch(fix);
  });
});

describe("the verdict", () => {
  const line = (status: "pass" | "warn" | "fail" | "blocked" | "na") => ({
    ...PLACE,
    status,
    message: "",
  });
  const gone = { ...line("fail"), unreachable: true } as const;
  it.each([
    [[line("pass"), line("warn"), line("na")], "healthy"],
    [[line("pass"), gone], "incomplete"],
    [[line("blocked")], "incomplete"],
    [[gone, line("blocked"), line("fail")], "unhealthy"],
  ])("of %j is %s", (lines, verdict) => {
    expect(verdictOf(lines)).toBe(verdict);
  });
});
