import { describe, expect, it } from "vitest";
import { renderLines } from "../../src/cli/commands/setup/doctor.print.js";

const LINES = [
  { status: "pass", check: "node", subject: "v20.18.1", message: "20.18.1 or newer is needed" },
  {
    status: "fail",
    check: "secret",
    subject: "webhook.secret",
    message: "the environment variable ACME_WEBHOOK_SECRET is not set",
    fix: "Export ACME_WEBHOOK_SECRET, or write it into a .env file beside the profile.",
  },
] as const;

const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));

describe("the doctor's lines", () => {
  it("stand beside the names where there is room", () => {
    expect(renderLines(LINES, { color: false, columns: 100 })).toBe(
      [
        "✓ pass     node    v20.18.1: 20.18.1 or newer is needed",
        "✗ fail     secret  webhook.secret: the environment variable ACME_WEBHOOK_SECRET is not set",
        "                   → Export ACME_WEBHOOK_SECRET, or write it into a .env file beside the profile.",
      ].join("\n"),
    );
  });

  it("stand below them in a narrow window, and no word is cut", () => {
    const text = renderLines(LINES, { color: false, columns: 40 });
    expect(widest(text)).toBeLessThanOrEqual(40);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "✓ pass     node",
      "  v20.18.1: 20.18.1 or newer is needed",
      "✗ fail     secret",
      "  webhook.secret: the environment",
    ]);
  });
});
