/** The commands on PlayCamp's SDK API, against a sandbox that stays. */
import { describe, expect, it } from "vitest";
import { failed, replied } from "../fake-http.js";
import { sandboxFor } from "../sandbox/sandbox-for.js";
import { sdkClient } from "../sandbox/sdk-client.js";
import { createWorld, errorOf } from "./world.js";

const KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";

async function setUp(deviations: readonly string[] = []) {
  const sandbox = await sandboxFor({}, deviations);
  const { url = "" } = sandbox.profile.profile.sdkApi ?? {};
  const world = await createWorld({
    profile: { partner: "acme", sdkApi: { url, apiKey: { env: "SDK_KEY" } } },
    env: { SDK_KEY: KEY },
  });
  const run = (line: string) => world.run(line.split(" "));
  const json = async (line: string) => {
    const { out, code } = await run(`${line} --json`);
    return { code, out: JSON.parse(out) as Record<string, unknown> };
  };
  return { world, run, json, call: sdkClient(sandbox), origin: new URL(url).origin };
}

const PAYMENT =
  "payments create --user u1 --tx tx-1 --product gems --amount 9.90 --currency USD --distribution PC_STORE";

describe("coupons", () => {
  it("are tried, used and listed", async () => {
    const { run, json } = await setUp();
    const tried = await run("coupons validate luna7-welcome --user u1");
    expect([tried.code, tried.out]).toEqual([0, expect.stringMatching(/^valid +true$/m) as string]);
    expect(tried.out).toMatch(/^reward +100 × gem_pack_small, 5 × stamina_potion$/m);
    expect((await run("coupons redeem LUNA7-WELCOME --user u1 --test")).code).toBe(0);
    expect((await json("coupons redeem LUNA7-WELCOME --user u1")).out).toMatchObject({
      usageId: 1,
    });
    const again = await json("coupons redeem LUNA7-WELCOME --user u1");
    expect(again).toMatchObject({ code: 1, out: { errorCode: "USER_CODE_LIMIT" } });
    const used = await run("coupons list --user u1");
    expect(used.out).toMatch(/^id +couponCode .*\n1 +LUNA7-WELCOME /);
    const codes = await json("coupons list --creator LUNA7");
    expect(codes.out["coupons"]).toHaveLength(6);
  });

  it.each(["", " --user u --creator LUNA7"])("list%s says whose", async (flags) => {
    const { run } = await setUp();
    const refused = await run(`coupons list${flags} --json`);
    expect([refused.code, errorOf(refused)["code"]]).toEqual([2, "usage"]);
  });
});

describe("sponsors", () => {
  it("are set, kept for 30 days, ended and listed", async () => {
    const { run, json } = await setUp();
    expect((await run("sponsors set u1 LUNA7 --test")).code).toBe(0);
    expect((await run("sponsors get u1")).err).toContain("no sponsors");
    expect((await json("sponsors set u1 LUNA7 --callback c")).out).toMatchObject({
      isActive: true,
    });
    const early = await run("sponsors change u1 K9MAX");
    expect([early.code, early.err]).toEqual([1, expect.stringContaining("30 days") as string]);
    expect((await run("sponsors end u1 --test")).code).toBe(0);
    expect((await run("sponsors get u1")).out).toMatch(/campaign_default +LUNA7 +true/);
    expect((await run("sponsors end u1 --campaign campaign_default")).code).toBe(0);
    const { history } = (await json("sponsors history u1")).out;
    expect(history).toMatchObject([{ action: "ENDED" }, { action: "CREATED" }]);
  });

  it("are changed where that is allowed", async () => {
    const { run, call } = await setUp(["sdk-api.changes-any-time"]);
    await run("sponsors set u1 LUNA7");
    expect((await run("sponsors change u1 K9MAX")).code).toBe(0);
    expect((await call("GET", "sponsors/user/u1")).items).toMatchObject([{ creatorKey: "K9MAX" }]);
  });
});

describe("campaigns and creators", () => {
  it.each([
    ["campaigns list --limit 2", /campaign_ended +Last season +COMPLETED/],
    ["campaigns show campaign_default", /status +IN_PROGRESS[^]*\n\ncreatorKey[^]*LUNA7 +Luna/],
    ["creators search lu", /LUNA7 +Luna +RPG/],
    ["creators show LUNA7", /creatorName +Luna[^]*LUNA7-WELCOME +1 +ACTIVE/],
  ])("%s", async (line, shown) => {
    const { run } = await setUp();
    const answer = await run(line);
    expect([answer.code, answer.out]).toEqual([0, expect.stringMatching(shown) as string]);
  });

  it("show in JSON what belongs to them", async () => {
    const { json } = await setUp();
    const { out } = await json("campaigns show campaign_default");
    expect(out).toMatchObject({ campaignId: "campaign_default" });
    expect(out["creators"]).toHaveLength(4);
  });

  it("that do not exist are refused with what PlayCamp says", async () => {
    const { run } = await setUp();
    const refused = await run("creators show NONE1 --json");
    expect([refused.code, errorOf(refused)]).toMatchObject([1, { code: "NOT_FOUND" }]);
  });
});

describe("payments and playtime", () => {
  it("are reported, read, listed and refunded", async () => {
    const { run, json } = await setUp();
    await run("sponsors set u1 LUNA7");
    expect((await run(`${PAYMENT} --test`)).code).toBe(0);
    expect((await run("payments get tx-1")).code).toBe(1);
    expect((await json(PAYMENT)).out).toMatchObject({ amount: 9.9, creatorKey: "LUNA7" });
    expect((await run(PAYMENT)).code).toBe(1);
    expect((await run("payments get tx-1")).out).toMatch(/^status +COMPLETED$/m);
    expect((await run("payments refund tx-1 --test")).code).toBe(0);
    expect((await run("payments refund tx-1")).out).toMatch(/^status +REFUNDED$/m);
    expect((await run("payments list --user u1")).out).toMatch(/tx-1 .* REFUNDED +LUNA7/);
    const played = "playtime send --user u1 --session s1 --seconds 60";
    expect((await json(played)).out).toMatchObject({ recorded: true });
    expect((await json(played)).out).toMatchObject({ recorded: false });
  });

  it.each(["0", "abc", "12345678901234567890.12"])("an amount of %s is refused", async (amount) => {
    const { run, call } = await setUp();
    const refused = await run(`${PAYMENT.replace("9.90", amount)} --json`);
    expect([refused.code, errorOf(refused)["code"]]).toEqual([2, "flag_invalid"]);
    expect((await call("GET", "payments/user/u1")).items).toEqual([]);
  });
});

describe("webview open", () => {
  it("prints a URL that opens once", async () => {
    const { run, origin } = await setUp();
    const opened = await run("webview open --user u1 --lang ko --tabs coupon --color ff8800 --qr");
    expect(opened.out).toMatch(
      new RegExp(
        `^${origin}/webview/\\?ott=[0-9a-f]{64}&lang=ko&tabs=coupon&primaryColor=ff8800\n$`,
      ),
    );
    expect(opened.err).toMatch(/█/);
    expect((await fetch(opened.out.trim())).status).toBe(200);
    expect((await fetch(opened.out.trim())).status).toBe(401);
  });

  it.each(["--tabs shop", "--color red", "--lang fr"])("refuses %s", async (flags) => {
    expect((await (await setUp()).run(`webview open --user u ${flags}`)).code).toBe(2);
  });
});

describe("golive check", () => {
  it("makes the three calls and stores nothing", async () => {
    const { run, json, call } = await setUp();
    const checked = await run("golive check");
    expect(checked.code).toBe(0);
    expect(checked.out.match(/made +20[01]/g)).toHaveLength(3);
    expect((await call("GET", "sponsors/user/golive_check")).items).toEqual([]);
    expect((await call("GET", "payments/user/golive_check")).items).toEqual([]);
    expect((await json("golive check --coupon NONE")).out).toMatchObject({ ready: true });
  });

  it("says what is missing", async () => {
    const { run } = await setUp(["sdk-api.no-active-campaign"]);
    const checked = await run("golive check --creator LUNA7");
    expect([checked.code, checked.err]).toEqual([
      1,
      expect.stringContaining("still missing: POST sponsors;") as string,
    ]);
  });
});

describe("all of them", () => {
  it.each([
    "campaigns show c",
    "creators show K",
    "creators search K",
    "coupons redeem C --user u",
    "payments get tx-1",
  ])("take no number for data: %s", async (line) => {
    const sdkApi = { url: "http://127.0.0.1:1", apiKey: { env: "SDK_KEY" } };
    const world = await createWorld({
      profile: { partner: "acme", sdkApi },
      env: { SDK_KEY: KEY },
    });
    const http = () => Promise.resolve(replied(200, '{"data":1e999}'));
    const race = () => Promise.reject(new Error("raced"));
    const close = () => Promise.resolve();
    const openHttp = () => Promise.resolve({ http, load: http, race, close });
    const { code, out, err } = await world.run([...line.split(" "), "--no-journal"], { openHttp });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("the reply's data is ");
  });

  it.each(["sponsors set u1 LUNA7", "campaigns list", "golive check"])(
    "ask before they send to a live host: %s",
    async (line) => {
      const sdkApi = { url: "http://live.example", apiKey: { env: "SDK_KEY" } };
      const world = await createWorld({
        profile: { partner: "acme", sdkApi, environments: { live: { live: true, sdkApi } } },
        env: { SDK_KEY: KEY },
      });
      const asked: string[] = [];
      const http = async ({ url }: { readonly url: string }) => {
        asked.push(url);
        return failed("refused");
      };
      const race = () => Promise.reject(new Error("raced"));
      const close = () => Promise.resolve();
      const openHttp = () => Promise.resolve({ http, load: http, race, close });
      const run = await world.run([...line.split(" "), "--json"], { openHttp });
      expect([run.code, errorOf(run)["code"], asked]).toEqual([2, "live_target", []]);
      const allowed = await world.run([...line.split(" "), "--allow-live"], { openHttp });
      expect([allowed.code, asked.length]).toEqual([3, 1]);
    },
  );

  it("leave a journal that can be replayed, without the key", async () => {
    const { run } = await setUp();
    await run(PAYMENT);
    const again = await run("replay last");
    expect(again.out + again.err).toContain("409");
    expect(JSON.stringify(again)).not.toContain("sdk-secret-known");
  });
});
