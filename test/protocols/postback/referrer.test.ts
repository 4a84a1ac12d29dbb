import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { buildReferrer } from "../../../src/protocols/postback/build-referrer.js";
import { parseReferrer, type ReferrerForm } from "../../../src/protocols/postback/referrer.js";

const uid = "3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40";
const values = { pid: "coinquest", uid, gid: "tower_siege" };
const raw = `pid=coinquest&uid=${uid}&gid=tower_siege`;
const encoded = `pid%3Dcoinquest%26uid%3D${uid}%26gid%3Dtower_siege`;
const FORMS: readonly ReferrerForm[] = ["raw", "encoded", "parameter", "store_url"];

describe("good referrers", () => {
  it.each([
    ["raw", raw],
    ["raw", `  ${raw}\n`],
    ["raw", `gid=tower_siege&pid=coinquest&uid=${uid}&`],
    ["encoded", encoded],
    ["encoded", encoded.toLowerCase()],
    ["encoded", raw.replaceAll("&", "%26")],
    ["parameter", `referrer=${encoded}`],
    ["parameter", `&referrer=${encoded}`],
    ["parameter", `id=com.example.game&referrer=${encoded}`],
    ["store_url", `https://play.google.com/store/apps/details?id=a.b&referrer=${encoded}&hl=en`],
    ["store_url", `https://play.google.com/store/apps/details?referrer=${encoded}#top`],
    ["store_url", `play.google.com/store/apps/details?id=a.b&referrer=${encoded}`],
    ["store_url", `market://details?id=a.b&referrer=${encoded}`],
    ["store_url", `https://links.example/go?pid=network&referrer=${encoded}`],
  ])("reads %s: %s", (form, input) => {
    expect(parseReferrer(input)).toEqual({ ok: true, form, ...values });
  });
});

describe("bad referrers", () => {
  const store = "https://play.google.com/store/apps/details?id=a.b";
  it.each([
    ["", ["missing pid", "missing uid", "missing gid"]],
    [`pid=coinquest&uid=${uid}`, ["missing gid"]],
    [`${raw}&gid=other`, ["doubled gid"]],
    [`${raw}&utm_source=x&utm_source=y`, ["extra utm_source"]],
    [raw.replace("uid=", "userId="), ["missing uid", "extra userId"]],
    [raw.replace("coinquest", ""), ["empty pid"]],
    [raw.replace("=coinquest", ""), ["empty pid"]],
    [raw.replace(uid, "player-1"), ["uid_not_uuid uid"]],
    [raw.replace("tower_siege", "tower%20siege"), ["double_encoded gid"]],
    [raw.replace("tower_siege", "50%"), ["malformed_percent gid"]],
    [encodeURIComponent(encoded), ["double_encoded null"]],
    [encodeURIComponent(encodeURIComponent(encoded)), ["double_encoded null"]],
    [`${store}&referrer=${encodeURIComponent(encoded)}`, ["double_encoded null"]],
    [encoded.replace("coinquest", "%2"), ["malformed_percent null"]],
    [encoded.replace("coinquest", "%ff"), ["malformed_percent null"]],
    [encoded.replace("coinquest", "coin+quest"), ["ambiguous_plus null"]],
    [`${store}&referrer=${encoded}&referrer=${encoded}`, ["doubled referrer"]],
    [`${store}&referrer=${raw}`, ["not_encoded uid", "not_encoded gid"]],
    [`referrer=${raw}`, ["not_encoded uid", "not_encoded gid"]],
    [`${store}&referrer=`, ["missing pid", "missing uid", "missing gid"]],
    [store, ["no_referrer null"]],
    ["https://play.google.com/store", ["no_referrer null"]],
    [`https://play.google.com/store#?referrer=`, ["missing pid", "missing uid", "missing gid"]],
  ])("finds what is wrong with %s", (input, expected) => {
    const reading = parseReferrer(input);
    expect(
      reading.ok ? [] : reading.findings.map(({ kind, key }) => `${kind} ${String(key)}`),
    ).toEqual(expected);
  });

  it("keeps what could be read", () => {
    expect(parseReferrer(`pid=coinquest&uid=x`)).toMatchObject({
      ok: false,
      found: { pid: "coinquest", uid: "x" },
    });
  });

  it("shows the broken escape", () => {
    const reading = parseReferrer(encoded.replace("coinquest", "%zz"));
    expect(reading.ok ? "" : reading.findings[0]?.message).toContain('"%zz"');
  });
});

describe("any referrer", () => {
  const safeValue = fc
    .string({ minLength: 1, unit: "grapheme" })
    .filter((text) => text === text.trim() && !/[&%\p{Cc}]/u.test(text));
  const anyValues = fc.record({
    pid: safeValue,
    uid: fc.uuid(),
    gid: safeValue,
  });

  it.each(FORMS)("survives building and parsing as %s", (form) => {
    fc.assert(
      fc.property(anyValues, (sent) => {
        expect(parseReferrer(buildReferrer(sent, form))).toEqual({
          ok: true,
          form,
          ...sent,
        });
      }),
    );
  });

  it("is answered, never thrown at, and findings stand exactly where it is not ok", () => {
    const pieces = fc.constantFrom("pid", "uid=", "gid", "=", "&", "%", "%3D", "%26", "%25", "?");
    const words = fc.constantFrom("referrer=", "market://", "https://x/", "#", "+", uid, "\ud800");
    const jumbles = fc.array(fc.oneof(pieces, words)).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), jumbles), (input) => {
        const reading = parseReferrer(input);
        expect(reading.ok || reading.findings.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["", "a&b", "100%", " a", "a\n", "\ud800"])("is not built from %j", (pid) => {
    expect(() => buildReferrer({ ...values, pid }, "encoded")).toThrow(UserError);
  });
});
