import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPostback } from "../../../src/protocols/postback/validate.js";

const uid = "3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40";
const good = { pid: "coinquest", uid, gid: "tower_siege", level_number: 10 };
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (document: unknown) => readPostback(bytes(JSON.stringify(document)));

describe("readPostback", () => {
  it.each([
    ["no bytes", new Uint8Array(), "invalid_json"],
    ["cut off", bytes('{"pid":'), "invalid_json"],
    ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "invalid_json"],
    ["an array", bytes("[]"), "not_an_object"],
    ["null", bytes("null"), "not_an_object"],
    ["text", bytes('"pid"'), "not_an_object"],
  ])("refuses a body that is %s", (_name, body, kind) => {
    expect(readPostback(body)).toMatchObject({
      ok: false,
      problem: { kind, field: null },
    });
  });

  it.each(["pid", "uid", "gid", "level_number"] as const)("names a missing %s", (field) => {
    const refusal = { ok: false, problem: { kind: "missing_field", field } };
    expect(read({ ...good, [field]: undefined })).toMatchObject(refusal);
    expect(read({ ...good, [field]: null })).toMatchObject(refusal);
  });

  it.each([
    [{ pid: 7 }, "wrong_type", "pid"],
    [{ pid: "" }, "missing_field", "pid"],
    [{ gid: {} }, "wrong_type", "gid"],
    [{ reason: 1 }, "wrong_type", "reason"],
    [{ uid: "player-1" }, "uid_malformed", "uid"],
    [{ uid: `{${uid}}` }, "uid_malformed", "uid"],
    [{ uid: `${uid}\n` }, "uid_malformed", "uid"],
    [{ level_number: 0 }, "level_not_positive_integer", "level_number"],
    [{ level_number: -5 }, "level_not_positive_integer", "level_number"],
    [{ level_number: 2.5 }, "level_not_positive_integer", "level_number"],
    [{ level_number: "10" }, "level_not_positive_integer", "level_number"],
    [{ level_number: "ten" }, "level_not_positive_integer", "level_number"],
    [{ level_number: true }, "level_not_positive_integer", "level_number"],
    [{ level_number: 1e300 }, "level_not_positive_integer", "level_number"],
  ])("refuses %j as %s", (change, kind, field) => {
    expect(read({ ...good, ...change })).toMatchObject({
      ok: false,
      problem: { kind, field },
    });
  });

  it.each([
    [{ uid: uid.toUpperCase() }, { uid: uid.toUpperCase() }],
    [{ reason: "" }, { reason: "" }],
    [{ reason: null }, {}],
    [{ unknown: [1] }, {}],
  ])("accepts %j", (change, expected) => {
    const { level_number: level, ...texts } = good;
    expect(read({ ...good, ...change })).toEqual({
      ok: true,
      ...texts,
      level,
      ...expected,
    });
  });

  it("prefers the canonical name, then the aliases in order", () => {
    expect(read({ level: 3, game_id: "b", gameId: "c", ...good })).toMatchObject({
      gid: "tower_siege",
      level: 10,
    });
    expect(read({ ...good, gid: null, gameId: "c", game_id: "b" })).toMatchObject({ gid: "b" });
  });

  it("is not fooled by names that every object has", () => {
    expect(readPostback(bytes('{"__proto__":{"pid":"x"}}'))).toMatchObject({
      problem: { kind: "missing_field", field: "pid" },
    });
  });

  it("answers for any JSON value, accepting only positive integer levels", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (level_number) => {
        const accepted = Number.isSafeInteger(level_number) && (level_number as number) > 0;
        expect(read({ ...good, level_number }).ok).toBe(accepted);
      }),
    );
  });
});
