/** Which calls are the same act. */
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { operationOf } from "../../../src/protocols/sdk-api/operation.js";

function operation(route: string, body: unknown, target = "/v1/server/x"): string {
  const text = body === null ? "" : JSON.stringify(body);
  const document = parseJson(text);
  const [method = ""] = route.split(" ");
  return operationOf(route, method, target, document.ok ? document.value : null, Buffer.from(text));
}

describe("operationOf", () => {
  it.each([
    ["POST payments", { transactionId: "t", amount: 1 }, { amount: 2, transactionId: "t" }],
    [
      "POST sponsors",
      { userId: "u", creatorKey: "A" },
      { creatorKey: "A", userId: "u", isTest: true },
    ],
    [
      "POST coupons/redeem",
      { userId: "u", couponCode: "c" },
      { userId: "u", couponCode: "c", callbackId: "x" },
    ],
    [
      "POST payments/bulk",
      { payments: [{ transactionId: "1", amount: 1 }] },
      { payments: [{ transactionId: "1" }], callbackId: "c" },
    ],
    ["GET campaigns", null, null],
  ])("%s: the same act, whatever else it says", (route, one, other) => {
    expect(operation(route, one)).toBe(operation(route, other));
  });

  it.each([
    ["POST payments", { transactionId: "1" }, { transactionId: "2" }],
    ["POST payments", { transactionId: 1 }, { transactionId: "11" }],
    ["POST payments", { amount: 1 }, { amount: 2 }],
    ["POST coupons/redeem", { userId: "u", couponCode: "c" }, { userId: "v", couponCode: "c" }],
    [
      "POST payments/bulk",
      { payments: [{ transactionId: "1" }] },
      { payments: [{ transactionId: "2" }] },
    ],
    ["PUT sponsors/user/:", { newCreatorKey: "A" }, { newCreatorKey: "B" }],
  ])("%s: another act", (route, one, other) => {
    expect(operation(route, one)).not.toBe(operation(route, other));
  });

  it("goes by path and query as well", () => {
    expect(operation("GET campaigns", null, "/v1/server/campaigns?page=1")).not.toBe(
      operation("GET campaigns", null, "/v1/server/campaigns?page=2"),
    );
  });
});
