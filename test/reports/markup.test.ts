import { expect, it } from "vitest";
import { markup } from "../../src/reports/html/markup.js";

it.each([
  ["<b>", "&lt;b&gt;"],
  ["&amp;", "&amp;amp;"],
  [`"'`, "&quot;&#39;"],
  ["\u0000\u202e", "\\u0000\\u202e"],
  [7, "7"],
  [null, ""],
  [false, ""],
  [["<", markup`<i>${"<"}</i>`], "&lt;<i>&lt;</i>"],
  [{ html: "<hr>" }, "<hr>"],
] as const)("escapes %j as %s", (part, html) => {
  expect(markup`<p title="${part}">${part}</p>`.html).toBe(`<p title="${html}">${html}</p>`);
});
