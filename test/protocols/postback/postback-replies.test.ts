import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  coinRiseProblem,
  readPostbackReply,
  type PostbackTurn,
} from "../../../src/protocols/postback/postback-replies.js";
import type { Postback } from "../../../src/protocols/postback/request.js";

type Document = Record<string, unknown>;

const golden = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../fixtures/postback/${name}.json`, import.meta.url), "utf8"),
  ) as Document;

const awarded = golden("reply-awarded");
const stored = golden("reply-stored");
const duplicate = golden("reply-duplicate");

const milestone: Postback = {
  pid: "coinquest",
  uid: "3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40",
  gid: "tower_siege",
  level: 10,
};
const between: Postback = { ...milestone, level: 11 };

function read(document: unknown, sent: Postback, turn?: PostbackTurn, status = 200) {
  const body = new TextEncoder().encode(JSON.stringify(document));
  return readPostbackReply({ status, body }, sent, turn);
}

function problemsOf(...args: Parameters<typeof read>) {
  const reading = read(...args);
  return reading.kind === "refused"
    ? null
    : reading.problems.map(({ field, found }) => `${field}=${found}`);
}

describe("documented replies", () => {
  it.each([
    ["awarded", awarded, milestone, "first", { coinDelta: 25, coins: 75 }],
    ["stored", stored, between, "first", { coinDelta: 0, coins: null }],
    ["duplicate", duplicate, milestone, "repeat", { coinDelta: null, coins: null }],
  ] as const)("reads %s without a problem", (kind, document, sent, turn, figures) => {
    const reading = { kind, status: 200, ...figures, problems: [] };
    expect(read(document, sent, turn)).toEqual(reading);
    expect(read(document, sent)).toEqual(reading);
  });

  it.each([
    ["extra fields", { ...awarded, extra: 1 }, milestone],
    ["the uid in another case", { ...awarded, user: upperCaseUser() }, milestone],
    ["a bare non-milestone", { ok: true, awarded: false }, between],
    ["a duplicate without message", { ...duplicate, message: undefined }, milestone],
  ])("accepts %s", (_name, document, sent) => {
    expect(problemsOf(document, sent)).toEqual([]);
  });
});

describe("departures", () => {
  it.each([
    ["no delta", { ...awarded, coinDelta: undefined }, milestone, ["coinDelta=absent"]],
    ["another delta", { ...awarded, coinDelta: 15 }, milestone, ["coinDelta=15"]],
    ["a delta as text", { ...awarded, coinDelta: "25" }, milestone, ['coinDelta="25"']],
    ["no milestone mark", { ...awarded, milestone: false }, milestone, ["milestone=false"]],
    ["another game", { ...awarded, gid: "x" }, milestone, ['gid="x"']],
    ["the level as text", { ...awarded, level_number: "10" }, milestone, ['level_number="10"']],
    [
      "no user",
      { ...awarded, user: null },
      milestone,
      ["user.id=absent", "user.coins=absent", "user.appId=absent", "user.deviceId=absent"],
    ],
    ["ok left out", { ...stored, ok: undefined }, between, ["ok=absent"]],
    ["coins between milestones", { ...stored, coinDelta: 25 }, between, ["coinDelta=25"]],
    ["a false milestone", { ...stored, milestone: true }, between, ["milestone=true"]],
    ["a duplicate with coins", { ...duplicate, coinDelta: 25 }, milestone, ["coinDelta=25"]],
    ["a duplicate that awards", { ...duplicate, awarded: true }, milestone, ["awarded=true"]],
    ["a duplicate without pid", { ...duplicate, pid: undefined }, milestone, ["pid=absent"]],
  ])("reports %s", (_name, document, sent, expected) => {
    expect(problemsOf(document, sent)).toEqual(expected);
  });

  it("measures a reply by the turn that the caller knows", () => {
    expect(problemsOf(awarded, milestone, "repeat")).toEqual([
      "awarded=true",
      "duplicate=absent",
      "coinDelta=25",
    ]);
    expect(problemsOf(duplicate, milestone, "first")).toContain("duplicate=true");
    expect(read(awarded, milestone, "repeat").kind).toBe("awarded");
  });

  it("says that coins came where none were due", () => {
    const reading = read({ ...stored, awarded: true, coinDelta: 25 }, between);
    expect(reading).toMatchObject({
      kind: "awarded",
      problems: [
        {
          field: "awarded",
          about: "outcome",
          expected: "false",
          found: "true",
        },
        {
          field: "coinDelta",
          about: "outcome",
          expected: "0 or absent",
          found: "25",
        },
      ],
    });
  });

  it("shortens what it found", () => {
    const [problem] = problemsOf({ ...awarded, pid: "x".repeat(500) }, milestone) ?? [];
    expect(problem?.length).toBeLessThan(100);
  });
});

describe("no outcome", () => {
  it.each([
    [400, true],
    [401, true],
    [404, true],
    [422, false],
  ])("reads %i as a refusal", (status, isDocumented) => {
    const reading = read({ message: "no" }, milestone, "first", status);
    expect(reading).toMatchObject({ kind: "refused", status, message: "no" });
    expect(reading.kind === "refused" && reading.meaning !== null).toBe(isDocumented);
  });

  it.each([
    ["an error text", { error: "no" }, "no"],
    ["a nested message", { error: { message: "no" } }, "no"],
    ["nothing usable", { error: 4 }, null],
    ["no object", ["no"], null],
  ])("takes the server's words from %s", (_name, document, message) => {
    expect(read(document, milestone, "first", 401)).toMatchObject({
      kind: "refused",
      message,
    });
  });

  it.each([
    ["500", 500, '{"ok":true}', ["status"]],
    ["308", 308, "", ["status"]],
    ["no body", 200, "", ["body"]],
    ["HTML", 200, "<html>", ["body"]],
    ["an array", 200, "[]", ["body"]],
    ["201 and no JSON", 201, "done", ["status", "body"]],
  ])("calls %s unclear", (_name, status, text, fields) => {
    const body = new TextEncoder().encode(text);
    const reading = readPostbackReply({ status, body }, milestone);
    expect(reading.kind).toBe("unclear");
    expect(reading.kind === "unclear" && reading.problems.map(({ field }) => field)).toEqual(
      fields,
    );
  });

  it.each([{}, { ok: true }, { ok: false, awarded: true }])("calls %j unclear", (document) => {
    expect(read(document, milestone).kind).toBe("unclear");
  });
});

describe("coinRiseProblem", () => {
  const at = (coinDelta: number | null, coins: number | null) => ({
    coinDelta,
    coins,
  });

  it.each([
    ["taken after the award", at(25, 25), at(15, 40)],
    ["taken before the award", at(25, 0), at(15, 25)],
    ["not told", at(25, null), at(15, 25)],
    ["without a delta", at(null, 3), at(15, 25)],
  ])("accepts sums %s", (_name, earlier, later) => {
    expect(coinRiseProblem(earlier, later)).toBeNull();
  });

  it.each([
    [at(25, 25), at(15, 25), "40 or 50"],
    [at(25, 25), at(25, 75), "50"],
  ])("reports a wrong rise", (earlier, later, expected) => {
    expect(coinRiseProblem(earlier, later)).toEqual({
      field: "user.coins",
      about: "user",
      expected,
      found: String(later.coins),
    });
  });
});

function upperCaseUser() {
  return { ...(awarded["user"] as Document), id: milestone.uid.toUpperCase() };
}
