import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileNeedles } from "../../src/core/redaction/needles.js";
import { cutOut } from "../../src/journal/gaps.js";
import {
  BASE64_FORMS,
  type Base64Form,
  displayText,
  refillBytes,
  type Redacted,
} from "../../src/journal/redacted.js";

const SECRET = "sup3r s3cret/välue";
const OTHER = "another-one-0815";
const SECRETS = [
  { label: "a", value: SECRET },
  { label: "b", value: OTHER },
];
const NEEDLES = compileNeedles(SECRETS);
const FORMS = Object.keys(BASE64_FORMS) as readonly Base64Form[];

const cutText = (text: string) => cutOut(text, NEEDLES, "text", []);
const valueOf = (label: string) => SECRETS.find((each) => each.label === label)?.value ?? null;
const back = (redacted: Redacted) =>
  Buffer.from(refillBytes(redacted, ({ secret }) => valueOf(secret))).toString("utf8");

/** Everything that anybody could read out of what is kept, Base64 of every alignment decoded. */
function readable(redacted: Redacted): string {
  const kept = JSON.stringify(redacted);
  const runs = kept.match(/[\w+/-]{4,}/g) ?? [];
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), "base64").toString()),
  );
  return [kept, ...decoded].join("\n");
}

const base64 = (text: string | Uint8Array, form: Base64Form = "padded") =>
  BASE64_FORMS[form](Buffer.from(text));

describe("a gap in Base64", () => {
  it.each([
    ["alone", base64(SECRET), [{ secret: "a", as: "base64" }]],
    [
      "with a name before it",
      `Basic ${base64(`me:${SECRET}`)}`,
      ["Basic ", { base64: ["me:", { secret: "a", as: "raw" }] }],
    ],
    [
      "between two other things, without padding",
      base64(`me:${SECRET}!`, "bare"),
      [{ base64: ["me:", { secret: "a", as: "raw" }, "!"], form: "bare" }],
    ],
    [
      "as JSON in the URL's alphabet, such as in a JWT",
      `x.${base64(`{"k":"${SECRET}~?>"}`, "url")}.y`,
      [
        "x.",
        {
          base64: ['{"k":"', { secret: "a", as: "raw" }, '~?>"}'],
          form: "url",
        },
        ".y",
      ],
    ],
    [
      "among bytes that are no text",
      base64(Buffer.concat([Buffer.from([255, 254]), Buffer.from(SECRET)])),
      [{ base64: [{ bytes: "//4=" }, { secret: "a", as: "raw" }] }],
    ],
    [
      "with two secrets in it",
      base64(`${SECRET}:${OTHER}`),
      [
        {
          base64: [{ secret: "a", as: "raw" }, ":", { secret: "b", as: "raw" }],
        },
      ],
    ],
  ] as const)("%s", (_, text, expected) => {
    const cut = cutText(text);
    expect(cut).toEqual(expected);
    expect(back(cut)).toBe(text);
  });

  it("is shown as what it wraps", () => {
    expect(displayText(cutText(`Basic ${base64(`me:${SECRET}`)}`))).toBe("Basic me:[secret:a]");
  });

  it.each([
    ["Base64 of something else", base64("nothing that anybody minds")],
    ["a word that only looks like it", "abcdefghijklmnop"],
    ["a secret that is cut short", base64(SECRET.slice(0, 6))],
    ["a digest", "3b14ca178b14d7ce1d6943c72ef9322ffcdfca414a0cf77ad9cbe88c"],
  ])("is not made of %s", (_, text) => {
    expect(cutText(text)).toBe(text);
  });

  it("is made also where the last character has bits that no encoder sets", () => {
    const odd = base64(`me:${OTHER}`, "bare").replace(/Q$/, "R");
    expect(base64(`me:${OTHER}`, "bare")).not.toBe(odd);
    expect(Buffer.from(odd, "base64").toString()).toBe(`me:${OTHER}`);
    const cut = cutText(odd);
    expect(readable(cut)).not.toContain(OTHER);
    expect(back(cut)).toBe(odd);
  });

  it("leaves nothing readable and gives back every character, in any form, wherever it begins and ends", () => {
    const filler = fc.string({
      unit: fc.constantFrom("a", "Z", "0", "_", "-", "+", "/", ".", "=", '"'),
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        filler,
        filler,
        fc.uint8Array({ maxLength: 8 }),
        fc.uint8Array({ maxLength: 8 }),
        fc.constantFrom(...FORMS),
        (before, after, head, tail, form) => {
          const wrapped = base64(Buffer.concat([head, Buffer.from(OTHER), tail]), form);
          const text = `${before}${wrapped}${after}`;
          const cut = cutText(text);
          expect(back(cut)).toBe(text);
          expect(readable(cut)).not.toContain(OTHER);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a gap", () => {
  it("of several that overlap is the first and longest", () => {
    const needles = compileNeedles([
      { label: "short", value: "abcd" },
      { label: "long", value: "abcdefgh" },
      { label: "late", value: "efghijkl" },
    ]);
    expect(cutOut("-abcdefghijkl-", needles, "text", [])).toEqual([
      "-",
      { secret: "long", as: "raw" },
      "ijkl-",
    ]);
  });

  it("of a rotated secret says which of the values it was", () => {
    const needles = compileNeedles([
      { label: "a", value: "first-value" },
      { label: "a", value: "second-value" },
      { label: "a", value: "first-value" },
    ]);
    expect(cutOut("second-value", needles, "text", [])).toEqual([
      { secret: "a", as: "raw", nth: 1 },
    ]);
  });

  it("is made where a place is given, and none where it is empty", () => {
    const place = { label: "body.user", as: "raw", value: "anna" } as const;
    expect(
      cutOut("user anna", compileNeedles([]), "text", [
        { ...place, start: 5, end: 9 },
        { ...place, start: 2, end: 2 },
      ]),
    ).toEqual(["user ", { secret: "body.user", as: "raw" }]);
  });

  it("is not made of a secret so short that it stands everywhere", () => {
    const needles = compileNeedles([{ label: "a", value: "abc" }]);
    expect(cutOut("abcabc", needles, "text", [])).toBe("abcabc");
  });

  it("in bytes keeps what is no text apart", () => {
    const bytes = Buffer.concat([Buffer.from(`é${OTHER}`), Buffer.from([255])]);
    const cut = cutOut(bytes.toString("latin1"), NEEDLES, "bytes", []);
    expect(cut).toEqual(["é", { secret: "b", as: "raw" }, { bytes: "/w==" }]);
    expect(Buffer.from(refillBytes(cut, () => OTHER))).toEqual(bytes);
  });
});
