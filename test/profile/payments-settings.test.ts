import { describe, expect, it } from "vitest";
import { paymentsSettings, pushSettings } from "../../src/profile/payments-settings.js";
import { resolveProfileText } from "../../src/tasks/open-profile.js";
import { memoryFiles } from "../cli/recording-world.js";

const SOURCE = {
  url: "https://game.example/{partner}/payments",
  auth: { kind: "fingerprint" },
  key: { env: "POLL_KEY" },
};
const MAP = {
  transactionId: "id",
  userId: "user",
  productId: "product",
  amount: "amount",
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};
const SDK_API = {
  url: "https://sdk.example",
  apiKey: { env: "SDK_KEY" },
  headers: { "X-Team": "blue" },
  timeout: "7s",
};
const ENV = {
  POLL_KEY: "poll",
  SDK_KEY: "ak_server_1:sdk",
  PUSH_KEY: "ak_server_2:push",
};

interface Sections {
  readonly source?: object;
  readonly map?: object;
  readonly push?: object;
  readonly sdkApi?: object;
}

function resolve({ source = {}, map = {}, push, sdkApi }: Sections) {
  const payments = {
    source: { ...SOURCE, ...source },
    map: { ...MAP, ...map },
    ...(push === undefined ? {} : { push }),
  };
  return resolveProfileText(
    JSON.stringify({
      partner: "acme",
      payments,
      ...(sdkApi === undefined ? {} : { sdkApi }),
    }),
    "/game/playcamp-gw.json",
    { profile: null, environment: null, overrides: [], timeoutMs: null, line: null },
    { files: memoryFiles(), env: ENV, cwd: "/game" },
  );
}

describe("paymentsSettings", () => {
  it("fills in partner, key and defaults", async () => {
    const settings = await paymentsSettings(await resolve({}), "a test");
    expect(settings).toMatchObject({
      source: { url: "https://game.example/acme/payments" },
      partner: "acme",
      key: { value: "poll", path: "payments.source.key" },
      sample: null,
      connection: { timeoutMs: 10_000, headers: [] },
    });
  });

  it("reads no key where nobody asks for one", async () => {
    const source = { auth: { kind: "none" }, key: { env: "NOT_SET" } };
    const settings = await paymentsSettings(await resolve({ source }), "a test");
    expect(settings.key).toBeNull();
  });

  it("reads the sample as instants", async () => {
    const sample = {
      from: "2026-01-05T09:00:00+09:00",
      to: "2026-01-06T00:00:00Z",
    };
    const resolved = await resolve({ source: { range: { sample } } });
    const settings = await paymentsSettings(resolved, "a test");
    expect(settings.sample).toEqual({
      fromMs: Date.UTC(2026, 0, 5),
      toMs: Date.UTC(2026, 0, 6),
    });
  });
});

describe("a payments section that holds but cannot work", () => {
  it.each<[string, Sections]>([
    ["payments.source.key", { source: { key: undefined } }],
    ["payments.source.records", { source: { records: "data[" } }],
    ["payments.source.range.zone", { source: { range: { zone: "Mars/Base" } } }],
    [
      "payments.source.range.sample",
      {
        source: { range: { sample: { from: "2026-01-05", to: "2026-01-06" } } },
      },
    ],
    [
      "payments.source.range.sample",
      {
        source: {
          range: {
            sample: {
              from: "2026-01-06T00:00:00Z",
              to: "2026-01-05T00:00:00Z",
            },
          },
        },
      },
    ],
    ["payments.map.amount.unit", { map: { amount: { path: "a", unit: "cents" } } }],
    ["payments.map.amount", { map: { amount: undefined } }],
    ["payments.map.amuont", { map: { amuont: "a" } }],
  ])("is refused at %s", async (path, sections) => {
    await expect(resolve(sections)).rejects.toMatchObject({
      code: "profile_invalid",
      message: expect.stringContaining(`${path}: `) as string,
    });
  });

  it("is refused in the environment that breaks it, by its path", async () => {
    const text = JSON.stringify({
      partner: "acme",
      payments: { source: SOURCE, map: MAP },
      environments: {
        staging: {
          payments: { map: { amount: { path: "a", unit: "cents" } } },
        },
      },
    });
    const at = resolveProfileText(
      text,
      "/game/playcamp-gw.json",
      { profile: null, environment: null, overrides: [], timeoutMs: null, line: null },
      { files: memoryFiles(), env: ENV, cwd: "/game" },
    );
    await expect(at).rejects.toThrow(/environments\.staging\.payments\.map\.amount\.unit/);
  });
});

describe("pushSettings", () => {
  it("takes everything from sdkApi where push is left out", async () => {
    const resolved = await resolve({ sdkApi: SDK_API });
    expect(await pushSettings(resolved, "a test")).toMatchObject({
      url: "https://sdk.example",
      apiKey: { value: "ak_server_1:sdk", path: "sdkApi.apiKey" },
      batchSize: 1000,
      concurrency: 2,
      callbackId: null,
      connection: { headers: [["X-Team", "blue"]], timeoutMs: 7_000 },
    });
  });

  it("keeps its own, and sends sdkApi's headers to no other host", async () => {
    const push = {
      url: "https://other.example",
      apiKey: { env: "PUSH_KEY" },
      batchSize: 10,
    };
    const resolved = await resolve({ push, sdkApi: SDK_API });
    expect(await pushSettings(resolved, "a test")).toMatchObject({
      url: "https://other.example",
      apiKey: { value: "ak_server_2:push", path: "payments.push.apiKey" },
      batchSize: 10,
      connection: { headers: [], timeoutMs: 30_000 },
    });
  });

  it.each<[string, Sections, string]>([
    ["nothing", {}, "url"],
    ["an address alone", { push: { url: "https://other.example" } }, "apiKey"],
  ])("refuses to push with %s", async (_what, sections, part) => {
    const resolved = await resolve(sections);
    await expect(pushSettings(resolved, "a test")).rejects.toMatchObject({
      code: "push_not_configured",
      message: expect.stringContaining(`payments.push.${part}`) as string,
    });
  });
});
