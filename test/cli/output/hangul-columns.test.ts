/** Columns keep their width where cells hold characters that take two. */
import stringWidth from "string-width";
import { expect, it } from "vitest";
import { alignRight } from "../../../src/cli/commands/payments/payments-print.js";
import { renderExplained } from "../../../src/cli/output/conversion-text.js";

it("aligns numbers to the right of names in Hangul", () => {
  const lines = alignRight([
    ["이름", "금액"],
    ["abc", "4900"],
    ["보석 백개", "12"],
  ]);
  expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1);
});

it("aligns what a record's parts become", () => {
  const field = { field: "userId", source: "회원.번호", raw: "홍길동", value: "홍길동" } as const;
  const other = { ...field, field: "amount", source: "price", raw: "1", value: "1" } as const;
  const text = renderExplained(
    {
      becomes: "transaction",
      fields: [field, other].map((each) => ({ ...each, note: null, problem: null })),
    } as unknown as Parameters<typeof renderExplained>[0],
    0,
  );
  const [, head = "", ...rows] = text.split("\n");
  const at = stringWidth(head.slice(0, head.indexOf("becomes")));
  for (const row of rows) {
    const before = row.slice(0, Math.max(row.lastIndexOf("홍길동"), row.lastIndexOf("1")));
    expect(stringWidth(before)).toBe(at);
  }
});
