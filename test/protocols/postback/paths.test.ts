import { describe, expect, it } from "vitest";
import { legacyPostbackUrls, readLegacyReply } from "../../../src/protocols/postback/paths.js";

describe("legacyPostbackUrls", () => {
  it.each([
    [
      "https://host.example/api/postback",
      ["https://host.example/api/reward/postback", "https://host.example/api/rewards/postback"],
    ],
    [
      "http://127.0.0.1:8080/x/api/postback?v=/api/postback",
      [
        "http://127.0.0.1:8080/x/api/reward/postback?v=/api/postback",
        "http://127.0.0.1:8080/x/api/rewards/postback?v=/api/postback",
      ],
    ],
    ["https://host.example/api/postback/", null],
    ["https://host.example/other", null],
    ["https://host.example/?u=/api/postback", null],
  ])("derives from %s", (url, expected) => {
    expect(legacyPostbackUrls(url)).toEqual(expected);
  });
});

describe("readLegacyReply", () => {
  const legacy = "https://host.example/x/api/reward/postback";
  const home = "https://host.example/x/api/postback";
  const read = (status: number, location?: string) =>
    readLegacyReply(
      {
        status,
        headers: location === undefined ? [] : [["LOCATION", location]],
      },
      legacy,
      home,
    );

  it.each([
    home,
    "/x/api/postback",
    "/api/postback",
    "../postback",
    "//host.example/x/api/postback",
    "http://host.example/x/api/postback",
    `${home}?v=1`,
  ])("accepts 308 to %s", (location) => {
    expect(read(308, location)).toEqual({ kind: "redirected", problems: [] });
  });

  it.each([
    undefined,
    "",
    "https://other.example/x/api/postback",
    "https://host.example:444/x/api/postback",
    "/x/api/rewards/postback",
    "postback",
    "https://[",
  ])("finds fault with 308 to %s", (location) => {
    const { kind, problems } = read(308, location);
    expect(kind).toBe("redirected");
    expect(problems).toEqual([
      {
        field: "Location",
        about: "outcome",
        expected: home,
        found: location ?? "absent",
      },
    ]);
  });

  it.each([
    [200, "in_place"],
    [301, "other"],
    [307, "other"],
    [404, "other"],
  ] as const)("tells %i apart as %s", (status, kind) => {
    const reading = read(status, home);
    expect(reading.kind).toBe(kind);
    expect(reading.problems).toMatchObject([
      { field: "status", expected: "308", found: String(status) },
    ]);
  });
});
