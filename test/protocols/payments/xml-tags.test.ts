import { describe, expect, it } from "vitest";
import { readXmlReply } from "../../../src/protocols/payments/reply-formats.js";
import { xmlTags } from "../../../src/protocols/payments/xml-tags.js";

const written = (text: string) =>
  [...xmlTags(text)].map(({ name, kind }) => `${kind} ${name}`).join(", ");

it.each([
  ["<a><b/></a>", "start a, empty b, end a"],
  ["<a x=\"1>2\" y='</a>'/>", "empty a"],
  ["<!-- <x> --><a><![CDATA[<y>]]></a>", "start a, end a"],
  ["<?xml version='1.0'?><!DOCTYPE a><a >b</a >", "start a, end a"],
  ["<ns:a\n  b='c'\n/>", "empty ns:a"],
  ["a < b <c>", "start c"],
  ["<a <b>", "start a, start b"],
  ["<a x='", "start a"],
  ["<!-- <a>", ""],
  ["", ""],
])("%j", (text, tags) => {
  expect(written(text)).toBe(tags);
});

describe("no text takes long", () => {
  const times = 100_000;
  it.each([
    "<",
    "<a",
    "<a ",
    '<a "',
    "<a '",
    "<!--",
    "<![CDATA[",
    "<?",
    "<a>",
    "</a>",
    "<a/>",
    "<!",
  ])("%s over and over", (piece) => {
    const started = performance.now();
    const read = readXmlReply(piece.repeat(times));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(read.ok && piece !== "<a/>").toBe(false);
  });

  it("and none is too deep to say so", () => {
    const deep = "<a>".repeat(times) + "</a>".repeat(times);
    expect(readXmlReply(deep)).toEqual({
      ok: false,
      problem: "the body is not XML: its elements are more than 256 deep",
    });
  });
});
