import { describe, expect, it } from "vitest";
import { decodeEucKr, eucKrPairs } from "../../src/core/euc-kr.js";
import {
  decodeText,
  decodeWindows1252,
  isEncoding,
  utf16Of,
} from "../../src/core/text-encoding.js";

describe("Windows-1252", () => {
  /** The 27 places where it differs from Latin-1, by the WHATWG's index. */
  const PLACES: readonly (readonly [number, string])[] = [
    [0x80, "€"],
    [0x82, "‚"],
    [0x83, "ƒ"],
    [0x84, "„"],
    [0x85, "…"],
    [0x86, "†"],
    [0x87, "‡"],
    [0x88, "ˆ"],
    [0x89, "‰"],
    [0x8a, "Š"],
    [0x8b, "‹"],
    [0x8c, "Œ"],
    [0x8e, "Ž"],
    [0x91, "‘"],
    [0x92, "’"],
    [0x93, "“"],
    [0x94, "”"],
    [0x95, "•"],
    [0x96, "–"],
    [0x97, "—"],
    [0x98, "˜"],
    [0x99, "™"],
    [0x9a, "š"],
    [0x9b, "›"],
    [0x9c, "œ"],
    [0x9e, "ž"],
    [0x9f, "Ÿ"],
  ];

  it.each(["windows-1252", "cp1252", "CP1252", "iso-8859-1", "latin1"])(
    "is read by its own table on every Node: %s",
    (label) => {
      expect(PLACES).toHaveLength(27);
      for (const [byte, text] of PLACES) expect(decodeText(Uint8Array.of(byte), label)).toBe(text);
    },
  );

  it("leaves every other byte as Latin-1 has it", () => {
    const high = new Set(PLACES.map(([byte]) => byte));
    for (let byte = 0; byte < 256; byte += 1)
      if (!high.has(byte))
        expect(decodeWindows1252(Uint8Array.of(byte))).toBe(String.fromCharCode(byte));
  });

  it("reads a part of a larger buffer", () => {
    const part = new Uint8Array([0x41, 0x80, 0x42]).subarray(1);
    expect(decodeWindows1252(part)).toBe("€B");
  });
});

it.each([
  ["euc-kr", "b0a1", "가"],
  ["cp949", "8141", "갂"],
  ["utf-8", "efbbbfeab080", "가"],
])("reads %s", (label, hex, text) => {
  expect(decodeText(Buffer.from(hex, "hex"), label)).toBe(text);
});

describe("EUC-KR", () => {
  it.each([
    ["8141", "갂"],
    ["8c63", "똠"],
    ["c164", "햏"],
    ["c652", "힣"],
    ["a0fe", "좤"],
    ["a2e6", "€"],
    ["c7d1b1db4131", "한글A1"],
  ])("has the rarer syllables of Windows: %s", (hex, text) => {
    expect(decodeText(Buffer.from(hex, "hex"), "euc-kr")).toBe(text);
  });

  it.each(["80", "ff", "b0", "b020", "c9a1", "c653"])("refuses %s", (hex) => {
    expect(() => decodeText(Buffer.from(hex, "hex"), "cp949")).toThrow(TypeError);
  });

  it("has each syllable once", () => {
    const syllables = [...eucKrPairs().values()].filter((each) => /[가-힣]/.test(each));
    expect([syllables.length, new Set(syllables).size]).toEqual([11_172, 11_172]);
  });

  it("goes on behind what it cannot read, where it may", () => {
    expect(decodeEucKr(Buffer.from("b02041ff", "hex"), "?")).toBe("? A?");
  });
});

it("refuses what is no such text, and no such encoding", () => {
  expect(() => decodeText(Uint8Array.of(0xff), "utf-8")).toThrow(TypeError);
  expect(() => decodeText(Uint8Array.of(0x41), "klingon")).toThrow(RangeError);
  expect([isEncoding("cp949"), isEncoding("klingon")]).toEqual([true, false]);
});

it.each([
  ["fffe4100", "utf-16le"],
  ["feff0041", "utf-16be"],
  ["41004200", "utf-16le"],
  ["41424344", null],
])("tells UTF-16 by its beginning: %s", (hex, encoding) => {
  expect(utf16Of(Buffer.from(hex, "hex"))).toBe(encoding);
});
