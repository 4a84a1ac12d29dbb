import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { loadProfile } from "../../src/profile/load.js";
import { parseOverride } from "../../src/profile/overrides.js";

interface Choice {
  readonly environment?: string;
  readonly sets?: readonly string[];
}

function loadText(text: string, { environment, sets = [] }: Choice = {}) {
  return loadProfile(text, {
    origin: "acme.json",
    environment: environment ?? null,
    overrides: sets.map(parseOverride),
  });
}

const load = (profile: unknown, choice?: Choice) => loadText(JSON.stringify(profile), choice);

function refusal(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const WEBHOOK = {
  url: "https://game.example/hooks",
  secret: { env: "ACME_WEBHOOK_SECRET" },
};
const BASE = {
  partner: "acme",
  webhook: { ...WEBHOOK, timeout: "5s", headers: { "X-A": "1" } },
  environments: {
    staging: {
      webhook: {
        url: "https://staging.game.example/hooks",
        headers: { "X-B": "2" },
      },
    },
    live: { live: true, webhook: { url: "https://live.game.example/hooks" } },
  },
};

describe("a file that is not JSON", () => {
  it("is named with line and column", () => {
    const error = refusal(() => loadText('{\n  "partner": "acme",\n}'));
    expect(error.code).toBe("profile_not_json");
    expect(error.message).toBe('acme.json:3:1 is not JSON: "}" is not expected here');
  });

  it.each([
    '{"webhook":{"secret":hush-hush}}',
    '{"webhook":{"secret":"hush-hush}}',
    '{"webhook":{"secret":"hush-hush" "a":1}}',
  ])("is never quoted: %s", (text) => {
    const error = refusal(() => loadText(text));
    expect(error.message).toMatch(/^acme\.json:1:\d+ /);
    expect(`${error.message}${error.hint ?? ""}${String(error.cause)}`).not.toContain("ush-hush");
  });

  it("in UTF-16 is not searched for commas", () => {
    const text = Buffer.from('\ufeff{"partner":"acme"}', "utf16le").toString();
    const error = refusal(() => loadText(text));
    expect(error.message).toMatch(/is UTF-16.*save it as UTF-8$/);
    expect(error.hint).toMatch(/Save as/);
  });

  it("may begin with a byte order mark", () => {
    expect(loadText('\uFEFF{"partner":"acme"}').profile.partner).toBe("acme");
  });
});

describe("a profile of another shape", () => {
  it.each<[string, unknown, string | RegExp]>([
    ["no object", [], /the profile: found a list, allowed: an object/],
    ["no partner", {}, /partner: is missing\. Give a string/],
    [
      "no kind",
      { partner: "a", payments: { source: { url: "https://x/", paging: {} }, map: {} } },
      /paging\.kind: is missing\. Give "page", "/,
    ],
    [
      "a slip in a kind",
      {
        partner: "a",
        payments: { source: { url: "https://x/", paging: { kind: "pages" } }, map: {} },
      },
      /paging\.kind: found "pages", allowed: "page", .*Did you mean "page"\?/,
    ],
    [
      "a typo on top",
      { partner: "a", webhok: WEBHOOK },
      /webhok: unknown key "webhok"\. Did you mean "webhook"\?/,
    ],
    [
      "a typo inside",
      { partner: "a", webhook: { ...WEBHOOK, timout: "5s" } },
      /webhook\.timout: unknown key "timout"\. Did you mean "timeout"\?/,
    ],
    [
      "a key that resembles none",
      { partner: "a", webhook: { ...WEBHOOK, zzzzzzz: 1 } },
      /webhook\.zzzzzzz: unknown key.*Allowed here: url, format/,
    ],
    ["a wrong type", { partner: 7 }, /partner: found 7, allowed: a string/],
    [
      "a wrong word",
      { partner: "a", webhook: { ...WEBHOOK, format: "gatway" } },
      /webhook\.format: found "gatway", allowed: "playcamp", "gateway"\. Did you mean "gateway"\?/,
    ],
    [
      "a bad duration",
      { partner: "a", webhook: { ...WEBHOOK, timeout: "5 s" } },
      /webhook\.timeout: found "5 s", allowed: a duration such as/,
    ],
    [
      "a bad URL",
      { partner: "a", webhook: { ...WEBHOOK, url: "ftp://x" } },
      /webhook\.url: found "ftp:\/\/x", allowed: an http/,
    ],
    [
      "a section left half",
      { partner: "a", webhook: { url: WEBHOOK.url } },
      /webhook\.secret: is missing/,
    ],
    ["another version", { partner: "a", version: 2 }, /version: found 2, allowed: 1/],
    ["live in the base", { partner: "a", live: true }, /live: unknown key/],
    [
      "a typo in an environment",
      { ...BASE, environments: { qa: { webhook: { timeot: "1s" } } } },
      /environments\.qa\.webhook\.timeot: unknown key "timeot"\. Did you mean "timeout"\?/,
    ],
    [
      "a wrong value in an environment",
      { ...BASE, environments: { qa: { webhook: { timeout: 5 } } } },
      /environments\.qa\.webhook\.timeout: found 5/,
    ],
    [
      "an environment that is no object",
      { ...BASE, environments: { qa: 1 } },
      /environments\.qa: found 1, allowed: an object/,
    ],
  ])("%s", (_, profile, message) => {
    const error = refusal(() => load(profile));
    expect(error.code).toBe("profile_invalid");
    expect(error.message).toMatch(message);
    expect(error.message).toContain("acme.json");
  });

  it("tells every problem at once", () => {
    const error = refusal(() => load({ partner: 7, webhok: 1 }));
    expect(error.message.split("\n")).toHaveLength(3);
  });

  it("finds a broken environment although another is chosen", () => {
    const broken = {
      ...BASE,
      environments: { ...BASE.environments, qa: { partner: 1 } },
    };
    expect(refusal(() => load(broken, { environment: "staging" })).message).toContain(
      "environments.qa.partner",
    );
  });

  const MARKER = "hush-4711";
  it.each<[string, unknown]>([
    ["a secret", { webhook: { ...WEBHOOK, secret: MARKER } }],
    ["a reference's neighbour", { webhook: { ...WEBHOOK, secret: { value: MARKER } } }],
    ["a list of secrets", { webhook: { ...WEBHOOK, secret: [MARKER] } }],
    ["an entry key", { entry: { url: "https://x.example", key: MARKER } }],
    ["an API key", { sdkApi: { url: "https://x.example", apiKey: MARKER } }],
    [
      "an environment's secret",
      { environments: { qa: { webhook: { ...WEBHOOK, secret: MARKER } } } },
    ],
  ])("never shows a literal where %s belongs", (_, part) => {
    const error = refusal(() => load({ partner: "acme", ...(part as object) }));
    expect(error.code).toBe("profile_invalid");
    expect(`${error.message}${error.hint ?? ""}`).not.toContain(MARKER);
  });

  it("says what to write in place of a literal secret", () => {
    const error = refusal(() => load({ partner: "a", webhook: { ...WEBHOOK, secret: MARKER } }));
    expect(error.message).toContain('a reference such as {"env":"NAME"}');
    expect(error.message).toContain("A secret never stands in the profile itself");
  });
});

describe("environments", () => {
  it("leave the base alone unless chosen", () => {
    expect(load(BASE).profile.webhook?.url).toBe(WEBHOOK.url);
    expect(load(BASE).environments).toEqual(["staging", "live"]);
  });

  it("are laid over the base key by key", () => {
    const { profile, environment } = load(BASE, { environment: "staging" });
    expect(environment).toBe("staging");
    expect(profile.webhook).toEqual({
      url: "https://staging.game.example/hooks",
      secret: { env: "ACME_WEBHOOK_SECRET" },
      timeout: "5s",
      headers: { "X-A": "1", "X-B": "2" },
    });
    expect(profile).not.toHaveProperty("environments");
  });

  it("replace lists and references whole", () => {
    const { profile } = load(
      {
        partner: "a",
        webhook: { ...WEBHOOK, retry: { delays: ["1s", "2s"] } },
        environments: {
          qa: {
            webhook: { secret: { file: "key.txt" }, retry: { delays: ["3s"] } },
          },
        },
      },
      { environment: "qa" },
    );
    expect(profile.webhook?.secret).toEqual({ file: "key.txt" });
    expect(profile.webhook?.retry).toEqual({ delays: ["3s"] });
  });

  it.each([
    ["stagin", 'Did you mean "staging"?'],
    ["qa", "Known: staging, live."],
  ])("that do not exist are refused: %s", (environment, hint) => {
    const error = refusal(() => load(BASE, { environment }));
    expect([error.code, error.hint]).toEqual(["environment_unknown", hint]);
  });

  it("are not asked of a profile that has none", () => {
    const error = refusal(() => load({ partner: "a" }, { environment: "live" }));
    expect(error.hint).toContain("leave --env out");
  });

  it("called like a property of every object are unknown all the same", () => {
    expect(refusal(() => load(BASE, { environment: "toString" })).code).toBe("environment_unknown");
  });
});

describe("live hosts", () => {
  const hosts = (profile: unknown, choice?: Choice) => [...load(profile, choice).liveHosts].sort();

  it("are those that a live environment names itself, whichever is active", () => {
    expect(hosts(BASE)).toEqual(["live.game.example"]);
    expect(hosts(BASE, { environment: "staging" })).toEqual(["live.game.example"]);
  });

  it("are all that a live environment uses while it is active", () => {
    const profile = {
      ...BASE,
      entry: {
        url: "https://gw.example/api/{partner}/sponsor",
        key: { env: "K" },
      },
    };
    expect(hosts(profile, { environment: "live" })).toEqual(["gw.example", "live.game.example"]);
    expect(hosts(profile)).toEqual(["live.game.example"]);
  });

  it("are named in lower case, ports left out", () => {
    const profile = {
      ...BASE,
      environments: {
        live: {
          live: true,
          webhook: { url: "https://LIVE.Example:8443/{partner}" },
        },
      },
    };
    expect(hosts(profile)).toEqual(["live.example"]);
  });

  it("are never this machine", () => {
    const profile = {
      ...BASE,
      environments: {
        live: { live: true, webhook: { url: "http://127.0.0.1:3000/" } },
      },
    };
    expect(hosts(profile)).toEqual([]);
  });

  it("cannot be unguarded with --set", () => {
    const error = refusal(() => load(BASE, { environment: "live", sets: ["live=false"] }));
    expect(error.code).toBe("set_unknown_path");
  });
});
