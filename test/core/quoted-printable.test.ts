import { expect, it } from "vitest";
import { unquotedPrintable } from "../../src/core/quoted-printable.js";

it("joins lines and undoes all codes, or those that are named", () => {
  expect(unquotedPrintable("a=3Db=\r\nc=41")).toBe("a=bcA");
  expect(unquotedPrintable("a=3Db=41", "3D|26")).toBe("a=b=41");
});
