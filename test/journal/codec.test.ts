import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRecordEncoder,
  decodeEntry,
  idAt,
  parseSummary,
  recordsIn,
  recordsWith,
  summaryTextAt,
} from "../../src/journal/codec.js";
import type { JournalEntry } from "../../src/journal/entry.js";
import { createIdSource, timePart } from "../../src/journal/id.js";
import { captured } from "./sample-entry.js";

const entries = ["a", "b", "c"].map((letter, at) =>
  captured({ body: `{"event":"e${at}","text":"\\n\\t ${letter}"}` }, {}, { id: letter.repeat(12) }),
);
const encode = createRecordEncoder();
const encodeRecord = (entry: JournalEntry) => encode([entry]);
const records = entries.map(encodeRecord);
const file = Buffer.concat(records);

/** What a list is made of, in this order. */
const SUMMARY = [
  ...["id", "at", "direction", "command", "step", "environment", "method", "url", "status"],
  ...["failure", "verdict", "durationMs", "events", "transactions"],
];

function idsIn(bytes: Uint8Array): readonly string[] {
  return [...recordsIn(bytes)].flatMap((place) => decodeEntry(bytes, place)?.id ?? []);
}

describe("records", () => {
  it("read back as they were, summary and whole", () => {
    const places = [...recordsIn(file)];
    expect(places.map((place) => decodeEntry(file, place))).toEqual(entries);
    for (const [at, place] of places.entries()) {
      const summary = parseSummary(summaryTextAt(file, place));
      expect(Object.keys(summary ?? {})).toEqual(SUMMARY);
      expect(entries[at]).toMatchObject(summary ?? {});
    }
    expect(places.map((place) => idAt(file, place))).toEqual(entries.map(({ id }) => id));
  });

  it("read back as they were, whatever is the same in the record before", () => {
    const odd = fc.constantFrom("", "a", 'q"', "\\", "\n\u2028", "\ud800", "é😀", "\u0000");
    const headers = fc.array(fc.tuple(fc.constantFrom("A", "B", '"'), odd), { maxLength: 3 });
    const lists = fc.constantFrom<readonly [string, string]>(["A", "1"], ["B", "2"]);
    const shared = [[], [["A", "1"] as const]];
    const content = fc.oneof(odd, fc.constant("x".repeat(1_001)), fc.constant([{ bytes: "/w==" }]));
    const body = fc.record({ content, size: fc.nat(3) });
    const part = fc.record(
      {
        step: odd,
        url: odd,
        status: fc.constantFrom(null, 200, 401),
        durationMs: fc.constantFrom(0, 0.1, 12),
        events: fc.array(odd, { maxLength: 2 }),
        transactions: fc.array(odd, { maxLength: 2 }),
        partner: fc.option(odd),
        live: fc.boolean(),
        note: fc.option(odd),
        keys: fc.constantFrom({}, { "webhook.secret": "0a" }),
        request: fc.record({
          url: odd,
          headers: fc.oneof(
            headers,
            lists.map((each) => [each]),
          ),
          onWire: fc.boolean(),
          body: fc.option(body),
        }),
        response: fc.option(
          fc.record({ headers: fc.oneof(headers, fc.constantFrom(...shared)), body }),
        ),
      },
      { requiredKeys: [] },
    );
    const [sample] = entries;
    if (sample === undefined) throw new Error("there is no entry");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const written = parts.map((each): JournalEntry => ({ ...sample, ...each }));
        const bytes = Buffer.from(createRecordEncoder()(written));
        const places = [...recordsIn(bytes)];
        expect(places.map((place) => decodeEntry(bytes, place))).toEqual(written);
        expect(bytes.filter((byte) => byte === 0x0a)).toHaveLength(written.length);
      }),
    );
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
