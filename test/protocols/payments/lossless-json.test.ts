import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  jsonProperty,
  parseJson,
  parseJsonQuickly,
  scalarText,
} from "../../../src/protocols/payments/lossless-json.js";
import {
  canonicalDecimal,
  parseDecimal,
  renderDecimal,
} from "../../../src/protocols/payments/payment-amount.js";

function valueOf(parse: typeof parseJson, text: string): string | null {
  const document = parse(text);
  if (!document.ok) throw new Error(document.problem);
  return scalarText(jsonProperty(document.value, "n"));
}

/** One text for every spelling of a number. */
function canonical(text: string | null): string | null {
  const decimal = text === null ? null : parseDecimal(text);
  return decimal === null ? text : renderDecimal(canonicalDecimal(decimal));
}

describe("parseJsonQuickly", () => {
  it("never gives a number another value", () => {
    const numbers = fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(numbers, fc.constantFrom("", " ", "\n"), (number, space) => {
        const text = `{"n":${space}${number}}`;
        expect(canonical(valueOf(parseJsonQuickly, text))).toBe(
          canonical(valueOf(parseJson, text)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["9007199254740993", "0.1234567890123456", "1e400", "-12345678901234567890"])(
    "gives %s as it is written",
    (number) => {
      expect(valueOf(parseJsonQuickly, `{"n":${number}}`)).toBe(number);
    },
  );

  it("tells what is wrong as the lossless parser does", () => {
    expect(parseJsonQuickly('{"n":')).toEqual(parseJson('{"n":'));
  });
});
