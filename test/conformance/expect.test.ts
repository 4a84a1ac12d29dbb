import { describe, expect, it } from "vitest";
import {
  describeReply,
  expectClientError,
  expectNoServerError,
  expectStatus,
  expectSuccess,
  firstFinding,
} from "../../src/conformance/expect.js";
import type { HttpReply } from "../../src/core/http.js";

const reply = (status: number, body = ""): HttpReply => ({
  status,
  headers: [],
  body: Buffer.from(body),
  bodyBytes: body.length,
});

describe("judgements", () => {
  it.each([
    [199, false, false, true],
    [200, true, false, true],
    [299, true, false, true],
    [302, false, false, true],
    [399, false, false, true],
    [400, false, true, true],
    [499, false, true, true],
    [500, false, false, false],
    [599, false, false, false],
  ])(
    "%d: success %s, client error %s, no server error %s",
    (status, success, clientError, noServerError) => {
      const met = [expectSuccess, expectClientError, expectNoServerError].map(
        (judge) => judge(reply(status), "because") === null,
      );
      expect(met).toEqual([success, clientError, noServerError]);
    },
  );

  it("take one status or several", () => {
    expect(expectStatus(reply(401), 401, "r")).toBeNull();
    expect(expectStatus(reply(400), [400, 401], "r")).toBeNull();
    expect(expectStatus(reply(200), [400, 401], "no signature")).toEqual({
      expected: "400 or 401: no signature",
      actual: "200, empty body",
    });
  });

  it("give the first of several findings", () => {
    const finding = { expected: "a", actual: "b" };
    expect(firstFinding(null, finding, { expected: "c", actual: "d" })).toBe(finding);
    expect(firstFinding(null, null)).toBeNull();
  });
});

it.each([
  ["", "200, empty body"],
  [" \n", "200, empty body"],
  ['{\n  "ok": true\n}', '200, { "ok": true }'],
  ["x".repeat(121), `200, ${"x".repeat(120)}…`],
])("describeReply keeps %j short", (body, text) => {
  expect(describeReply(reply(200, body))).toBe(text);
});
