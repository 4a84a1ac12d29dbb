import fc from "fast-check";
import stringWidth from "string-width";
import { expect, it } from "vitest";
import { displayWidth } from "../../src/reports/text-width.js";

it("is the same for what is counted without looking it up", () => {
  const unit = fc.constantFrom("a", "~", " ", "·", "…", "←", "→", "가", "é", "👩‍💻");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      expect(displayWidth(text)).toBe(stringWidth(text));
    }),
  );
});
