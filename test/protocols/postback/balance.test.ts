import { describe, expect, it } from "vitest";
import { balanceRequest, readBalance } from "../../../src/protocols/postback/balance.js";

const TARGET = {
  url: "https://rewards.example/api/postback",
  auth: "bearer",
  secret: "s3cret",
} as const;

describe("balanceRequest", () => {
  it("fills in the user and carries the secret to the postback's own origin", () => {
    const template = "https://rewards.example/users/{uid}/coins?of={uid}";
    expect(balanceRequest(template, "a/b", TARGET)).toEqual({
      method: "GET",
      url: "https://rewards.example/users/a%2Fb/coins?of=a%2Fb",
      headers: [["Authorization", "Bearer s3cret"]],
      body: null,
    });
  });

  it.each([
    "https://other.example/{uid}",
    "http://rewards.example/{uid}",
    "https://rewards.example:8443/{uid}",
  ])("does not tell the secret to %s", (template) => {
    expect(balanceRequest(template, "u", TARGET).headers).toEqual([]);
  });
});

describe("readBalance", () => {
  const read = (body: string, path: string, status = 200) =>
    readBalance({ status, body: Buffer.from(body) }, path);

  it.each([
    ['{"coins":75}', "coins", 75],
    ['{"user":{"coins":0}}', "user.coins", 0],
    ['{"coins":"75"}', "coins", 75],
    ['{"coins":7.5}', "coins", null],
    ['{"coins":null}', "coins", null],
    ['{"user":{}}', "user.coins", null],
    ["[75]", "0", null],
    ["no JSON", "coins", null],
  ])("reads %s at %s as %s", (body, path, expected) => {
    expect(read(body, path)).toBe(expected);
  });

  it("takes nothing from a refusal", () => {
    expect(read('{"coins":75}', "coins", 404)).toBeNull();
  });
});
