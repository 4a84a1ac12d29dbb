import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  SINGLE_ALIASES,
  buildPostback,
  encodePostback,
  postbackDocument,
  postbackRequest,
  type Postback,
  type PostbackAliases,
} from "../../../src/protocols/postback/request.js";
import { readPostback } from "../../../src/protocols/postback/validate.js";

const golden = new URL("../../../fixtures/postback/request.json", import.meta.url);

const postback: Postback = {
  pid: "coinquest",
  uid: "3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40",
  gid: "tower_siege",
  level: 10,
};

const target = {
  url: "https://host.example/api/postback",
  auth: "bearer",
  secret: "s3cret",
} as const;

describe("buildPostback", () => {
  it("sends the golden document as JSON", () => {
    const { method, url, headers, body } = buildPostback(target, postback);
    expect([method, url]).toEqual(["POST", target.url]);
    expect(headers).toContainEqual(["Content-Type", "application/json"]);
    const sent = JSON.parse(new TextDecoder().decode(body)) as object;
    expect(sent).toEqual(JSON.parse(readFileSync(golden, "utf8")));
    expect(Object.keys(sent)).toEqual(["pid", "uid", "gid", "level_number"]);
  });

  it.each([
    {
      auth: "bearer",
      secret: "s3cret",
      expected: [["Authorization", "Bearer s3cret"]],
    },
    {
      auth: "header",
      secret: "s3cret",
      expected: [["X-Reward-Api-Secret", "s3cret"]],
    },
    { auth: "bearer", secret: null, expected: [] },
    { auth: "header", secret: null, expected: [] },
  ] as const)("carries the secret as $auth, $secret", ({ auth, secret, expected }) => {
    const { headers } = buildPostback({ ...target, auth, secret }, postback);
    expect(headers.filter(([name]) => name !== "Content-Type")).toEqual(expected);
  });

  it("adds the target's headers and lets one of the same name win", () => {
    const headers = [
      ["x-trace", "1"],
      ["content-type", "text/plain"],
    ] as const;
    expect(postbackRequest({ ...target, secret: null, headers }, new Uint8Array()).headers).toEqual(
      [
        ["Content-Type", "text/plain"],
        ["x-trace", "1"],
      ],
    );
  });

  it("spells each field as chosen, and only that one", () => {
    const aliases = {
      uid: "userId",
      gid: "game_id",
      level_number: "level",
    } as const;
    expect(postbackDocument({ ...postback, reason: "boss" }, aliases)).toEqual({
      pid: postback.pid,
      userId: postback.uid,
      game_id: postback.gid,
      level: 10,
      reason: "boss",
    });
  });

  it("lists every alias once", () => {
    expect(SINGLE_ALIASES).toEqual([
      { uid: "userId" },
      { uid: "user_id" },
      { gid: "game_id" },
      { gid: "gameId" },
      { level_number: "level" },
    ]);
  });
});

describe("build and read", () => {
  const postbacks = fc.record(
    {
      pid: fc.string({ minLength: 1, unit: "binary" }),
      uid: fc.uuid(),
      gid: fc.string({ minLength: 1, unit: "binary" }),
      level: fc.integer({ min: 1 }),
      reason: fc.string(),
    },
    { requiredKeys: ["pid", "uid", "gid", "level"] },
  );
  const aliases: fc.Arbitrary<PostbackAliases> = fc.record({
    uid: fc.constantFrom("uid", "userId", "user_id"),
    gid: fc.constantFrom("gid", "game_id", "gameId"),
    level_number: fc.constantFrom("level_number", "level"),
  });

  it("gives back every postback in every alias", () => {
    fc.assert(
      fc.property(postbacks, aliases, (sent, chosen) => {
        const body = encodePostback(postbackDocument(sent, chosen));
        expect(readPostback(body)).toEqual({ ok: true, ...sent });
      }),
    );
  });
});
