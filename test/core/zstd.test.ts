import { describe, expect, it } from "vitest";
import { unfoldBody } from "../../src/core/redaction/compressed.js";
import { CAN_ZSTD, isZstd, unzstd, ZSTD_NEEDS } from "../../src/core/zstd.js";
import { diagnoseWebhook } from "../../src/protocols/webhook/diagnose.js";
import { signWebhook } from "../../src/protocols/webhook/signature.js";

/** `{"events":[]}`, as the zstd program writes it. */
const PACKED = Buffer.from("28b52ffd240d6900007b226576656e7473223a5b5d7d", "hex");
const TEXT = '{"events":[]}';

const diagnosed = () =>
  diagnoseWebhook({
    body: PACKED,
    signature: signWebhook(Buffer.from(TEXT), "secret"),
    secrets: [{ label: "webhook.secret", value: "secret" }],
    nowMs: 0,
  });

it("is told by its first bytes", () => {
  expect([isZstd(PACKED), isZstd(Buffer.from(TEXT))]).toEqual([true, false]);
});

describe.runIf(CAN_ZSTD)("where Node has it", () => {
  it("is decompressed, as far as is allowed", () => {
    expect(unzstd(PACKED.subarray(0, PACKED.length), 100).toString("utf8")).toBe(TEXT);
    expect(() => unzstd(PACKED, 4)).toThrow();
    expect(unfoldBody([], PACKED)).toEqual({ bytes: Buffer.from(TEXT) });
  });

  it("is proved where the plain body was signed", () => {
    expect(diagnosed().cause).toMatchObject({ id: "body-compressed" });
  });
});

describe.runIf(!CAN_ZSTD)("where Node lacks it", () => {
  it("is not decompressed, not looked into and not kept", () => {
    expect(() => unzstd(PACKED, 100)).toThrow(ZSTD_NEEDS);
    expect(unfoldBody([], PACKED)).toBe("hidden");
  });

  it("is said to be what it is, and what would read it", () => {
    const { cause, visible } = diagnosed();
    expect(cause).toBeUndefined();
    expect(visible?.join()).toContain(ZSTD_NEEDS);
  });
});
