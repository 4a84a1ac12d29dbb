import { describe, expect, it } from "vitest";
import { markdown } from "../../src/reports/formats/markdown.js";
import { bodyOf, checkOf, exchangeOf, nastyCheck, reportOf } from "./sample-report.js";

const render = (report: ReturnType<typeof reportOf>, maxBytes?: number) =>
  markdown.render(report, {
    color: false,
    columns: 80,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });

/** The text outside fenced code. */
function outsideFences(text: string): string[] {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const opened = /^`{3,}/.exec(line)?.[0];
    if (fence === null && opened !== undefined) fence = opened;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null) kept.push(line);
  }
  expect(fence).toBeNull();
  return kept;
}

describe("hostile text", () => {
  const lines = outsideFences(render(reportOf([nastyCheck()])));

  it("brings no HTML in", () => {
    const tags = new Set(lines.join("\n").match(/<[^>]*>/g));
    expect([...tags].toSorted()).toEqual([
      "</b>",
      "</code>",
      "</details>",
      "</summary>",
      "<b>",
      "<br>",
      "<code>",
      "<details>",
      "<summary>",
    ]);
  });

  it("mentions nobody, refers to no issue and makes no link", () => {
    const text = lines.join("\n");
    expect(text).toContain("\\@&#8203;octocat");
    expect(text).not.toMatch(/@\w|(?<!&)#\w|[^\\]\]\(|[^\\]:\/\//);
  });

  it("breaks no table", () => {
    expect(lines.join("\n")).not.toMatch(/[^\\]\| pipe/);
  });

  it("cannot close a fence around it", () => {
    const evidence = [
      exchangeOf({
        request: { ...exchangeOf().request, body: bodyOf("x\n`````\n# y") },
      }),
    ];
    const text = render(reportOf([checkOf({ status: "fail", evidence })]));
    expect(outsideFences(text).join("\n")).not.toContain("# y");
    expect(text).toContain("\n``````\n");
  });
});

describe("the limit", () => {
  const many = reportOf(
    Array.from({ length: 400 }, (_, index) =>
      checkOf({
        id: `wallet.a.${index}`,
        status: "fail",
        message: "한".repeat(90),
        evidence: [
          exchangeOf({
            response: {
              status: 200,
              headers: [],
              body: bodyOf("y".repeat(9000)),
            },
          }),
        ],
      }),
    ),
  );

  it.each([1_000, 20_000, 1024 * 1024])(
    "of %i bytes holds, and says what was left out",
    (limit) => {
      const text = render(many, limit);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      const shown = text.match(/<details>/g)?.length ?? 0;
      const omitted = /\*\*(\d+) more checks are left out/.exec(text)?.[1];
      expect(shown + Number(omitted)).toBe(400);
      outsideFences(text);
    },
  );

  it("is a mebibyte unless told otherwise", () => {
    expect(render(many)).toBe(render(many, 1024 * 1024));
  });
});
