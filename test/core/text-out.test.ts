import fc from "fast-check";
import { expect, it } from "vitest";
import { textOf, type TextOut } from "../../src/core/text-out.js";
import { createUtf8Buffer } from "../../src/core/utf8-buffer.js";

interface Part {
  readonly text: string;
  readonly isQuoted: boolean;
}

function write(parts: readonly Part[], out: TextOut): void {
  for (const { text, isQuoted } of parts) {
    if (isQuoted) out.addQuoted(text);
    else out.add(text);
  }
}

it("writes the same as bytes and as a text, whatever the characters and however long", () => {
  const plain = fc.string({ unit: "grapheme", maxLength: 200 });
  const odd = fc.constantFrom('"', "\\", "\u0000", "\u007f", "\u0080", "보", "😀", "\ud800", "\n");
  const text = fc.oneof(
    plain,
    odd,
    fc.tuple(plain, odd, plain).map((all) => all.join("")),
  );
  const part = fc.record({ text, isQuoted: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 40 }),
      fc.integer({ min: 1, max: 300 }),
      (parts, room) => {
        const buffer = createUtf8Buffer(room);
        write(parts, buffer);
        const whole = parts
          .map(({ text: each, isQuoted }) => (isQuoted ? JSON.stringify(each) : each))
          .join("");
        expect(textOf((out) => write(parts, out))).toBe(whole);
        expect(Buffer.from(buffer.bytes()).equals(Buffer.from(whole))).toBe(true);
      },
    ),
  );
});

it("keeps what was written when room is made for more", () => {
  const buffer = createUtf8Buffer(4);
  buffer.add("abcd");
  buffer.reserve(1_000);
  buffer.reserve(2);
  buffer.add("e");
  expect(Buffer.from(buffer.bytes()).toString()).toBe("abcde");
});
