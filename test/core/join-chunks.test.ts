import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinChunks } from "../../src/core/join-chunks.js";

describe("chunks", () => {
  it("give back what was cut into them, however it was cut", () => {
    const part = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(part), fc.boolean(), (parts, withCr) => {
        const end = withCr ? "\r\n" : "\n";
        const written = Buffer.concat([
          ...parts.flatMap((each) => [
            Buffer.from(`${each.length.toString(16)};ext=1${end}`),
            each,
            Buffer.from(end),
          ]),
          Buffer.from(`0${end}${end}`),
        ]);
        expect(joinChunks(written)).toEqual(Buffer.concat(parts));
      }),
    );
  });

  it.each(["", "{}", "5\r\nab", "2\r\nabcd\r\n0\r\n", "zz\r\n", "2\r\nab\r\n"])(
    "are not what %j is",
    (text) => {
      expect(joinChunks(Buffer.from(text))).toBeNull();
    },
  );
});
