import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeEntry,
  encodeRecord,
  idAt,
  parseSummary,
  recordsIn,
  recordsWith,
  summaryTextAt,
} from "../../src/journal/codec.js";
import { summaryOf } from "../../src/journal/entry.js";
import { createIdSource, timePart } from "../../src/journal/id.js";
import { captured } from "./sample-entry.js";

const entries = ["a", "b", "c"].map((letter, at) =>
  captured({ body: `{"event":"e${at}","text":"\\n\\t ${letter}"}` }, {}, { id: letter.repeat(12) }),
);
const records = entries.map(encodeRecord);
const file = Buffer.concat(records);

function idsIn(bytes: Uint8Array): readonly string[] {
  return [...recordsIn(bytes)].flatMap((place) => decodeEntry(bytes, place)?.id ?? []);
}

describe("records", () => {
  it("read back as they were, summary and whole", () => {
    const places = [...recordsIn(file)];
    expect(places.map((place) => decodeEntry(file, place))).toEqual(entries);
    expect(places.map((place) => parseSummary(summaryTextAt(file, place)))).toEqual(
      entries.map(summaryOf),
    );
    expect(places.map((place) => idAt(file, place))).toEqual(entries.map(({ id }) => id));
  });

  it("survive a torn one before them, wherever it was torn", () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = records;
    for (let cut = 0; cut < first.length - 1; cut += 1) {
      const torn = Buffer.concat([first.subarray(0, cut), Buffer.from("\n"), second]);
      expect(idsIn(torn)).toEqual(["bbbbbbbbbbbb"]);
    }
  });

  it("survive a torn end", () => {
    for (let cut = 1; cut < (records[2]?.length ?? 0); cut += 1)
      expect(idsIn(file.subarray(0, file.length - cut))).toEqual(["aaaaaaaaaaaa", "bbbbbbbbbbbb"]);
  });

  it("are never made of noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const bytes = Buffer.concat([noise, Buffer.from("\n"), file]);
        expect(idsIn(bytes)).toEqual(expect.arrayContaining(["cccccccccccc"]));
      }),
    );
  });
});

describe("records with a text in their summary", () => {
  it("are those that a look at every record finds, torn ones and noise between them", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...records),
        fc
          .tuple(fc.constantFrom(...records), fc.nat(120))
          .map(([record, cut]) => Buffer.concat([record.subarray(0, cut), Buffer.from("\n")])),
        fc.uint8Array({ maxLength: 40 }).map((noise) => Buffer.from([...noise, 0x0a])),
      ),
      { maxLength: 8 },
    );
    const texts = fc.constantFrom("aaaaaaaaaaaa", "b", '"event"', "e1", "text", '"id":"c');
    fc.assert(
      fc.property(pieces, texts, (chosen, text) => {
        const bytes = Buffer.concat(chosen);
        const all = [...recordsIn(bytes)];
        const wanted = all.filter((place) => summaryTextAt(bytes, place).includes(text));
        expect([...recordsWith(bytes, Buffer.from(text))]).toEqual(wanted);
      }),
    );
  });

  it("are none where only a body has it", () => {
    expect([...recordsWith(file, Buffer.from("text"))]).toEqual([]);
  });
});

describe("ids", () => {
  it("rise though the clock stands still or goes back", () => {
    const next = createIdSource(new Uint8Array([1, 2, 3]));
    const now = Date.UTC(2026, 0, 1);
    const ids = [now, now, now - 5000, now + 1].map(next);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
    expect(ids[0]).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
  });

  it("begin with a time that sorts", () => {
    const times = [0, Date.UTC(2026), Date.UTC(2026) + 1, Date.UTC(2050)];
    const parts = times.map(timePart);
    expect([...parts].sort()).toEqual(parts);
  });
});
