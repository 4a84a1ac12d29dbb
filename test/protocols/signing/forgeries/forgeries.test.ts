/** What holds for every forgery, whatever it is made of. */
import { describe, expect, it } from "vitest";
import {
  type Credential,
  isRight,
  secretCredential,
  signatureCredential,
} from "../../../../src/protocols/signing/forgeries/credential.js";
import {
  attemptsOf,
  FORGERIES,
  type ForgeryId,
  isForgery,
} from "../../../../src/protocols/signing/forgeries/forgeries.js";
import { SIGNATURE_ENCODINGS } from "../../../../src/protocols/signing/encodings.js";

const BODY = Buffer.from("an example");

function signed(encoding: (typeof SIGNATURE_ENCODINGS)[number], carrier: "header" | "url") {
  return signatureCredential({
    algorithm: "hmac-sha256",
    encoding,
    carrier,
    key: "a shared key",
    message: () => BODY,
    borrowed: ["another right one"],
  });
}

const CREDENTIALS: readonly (readonly [name: string, credential: Credential])[] = [
  ...SIGNATURE_ENCODINGS.map((each) => [`${each} in a header`, signed(each, "header")] as const),
  ...SIGNATURE_ENCODINGS.map((each) => [`${each} in a URL`, signed(each, "url")] as const),
  ["a secret", secretCredential("Secret-1234567890")],
];

function valuesOf(id: ForgeryId, credential: Credential) {
  return attemptsOf(id, credential).map(({ value }) => value);
}

describe.each(CREDENTIALS)("%s", (_, credential) => {
  it("is never forged rightly", () => {
    const right = FORGERIES.filter(({ id }) =>
      valuesOf(id, credential).some((value) => isRight(credential, value)),
    );
    expect(right).toEqual([]);
  });

  it("has no wrong value in two forgeries, so that each defect shows in one check", () => {
    const values = FORGERIES.flatMap(({ id }) => valuesOf(id, credential));
    expect(values.filter((value, at) => values.indexOf(value) !== at)).toEqual([]);
  });

  it("has each of its characters altered, and nothing else", () => {
    const { value } = credential;
    const bare = credential.encoding === "base64" ? value.replace(/=+$/, "") : value;
    const forged = valuesOf("every-character", credential);
    expect(forged).toHaveLength(bare.length);
    forged.forEach((text, nth) => {
      const differing = Array.from(value).flatMap((each, at) => (text?.[at] === each ? [] : [at]));
      expect(differing).toEqual([nth]);
    });
  });

  it("can be carried as it stands", () => {
    if (credential.carrier === "url") return;
    for (const { id } of FORGERIES) {
      for (const value of valuesOf(id, credential))
        expect(value ?? "").toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
    }
  });
});

describe("what reads as right where no source says how strictly to read", () => {
  it.each([
    ["hex in capitals", signed("hex", "header"), (text: string) => text.toUpperCase()],
    ["Base64 without padding", signed("base64", "header"), (text: string) => text.slice(0, -1)],
    [
      "Base64 in the URL alphabet",
      signed("base64", "header"),
      (text: string) => text.replaceAll("+", "-").replaceAll("/", "_"),
    ],
    ["white space around a header", secretCredential("abc"), (text: string) => ` ${text} `],
  ])("%s", (_, credential, write) => {
    expect(isRight(credential, write(credential.value))).toBe(true);
  });

  it("is left out: hex has no other case, Base64 has", () => {
    expect(valuesOf("other-case", signed("hex", "header"))).toEqual([]);
    expect(valuesOf("other-case", signed("base64", "header"))).toHaveLength(2);
  });
});

describe("the altered character of Base64", () => {
  it("changes the bytes wherever it stands, at the end too", () => {
    const credential = signed("base64", "header");
    const right = Buffer.from(credential.value, "base64");
    for (const value of valuesOf("every-character", credential))
      expect(Buffer.from(value ?? "", "base64").equals(right)).toBe(false);
  });
});

describe("keys", () => {
  it("are sent as a signature only where nothing forbids it", () => {
    const credential = signed("hex", "url");
    expect(valuesOf("key-itself", credential)).toEqual(["a shared key"]);
    expect(valuesOf("key-itself", { ...credential, keepsKey: true })).toEqual([]);
  });

  it("that are empty, missing or exchanged make other signatures than the right one", () => {
    const credential = signed("hex", "header");
    const ids = ["other-key", "empty-key", "unkeyed", "exchanged"] as const;
    const values = ids.flatMap((id) => valuesOf(id, credential));
    expect(new Set(values).size).toBe(ids.length);
  });
});

describe("a counterpart that lets a forgery pass", () => {
  it("knows it by its value, and no other", () => {
    const credential = signed("hex", "header");
    expect(isForgery("missing", credential, null)).toBe(true);
    expect(isForgery("empty", credential, "")).toBe(true);
    expect(isForgery("first-half", credential, credential.value.slice(0, 32))).toBe(true);
    expect(isForgery("first-half", credential, credential.value)).toBe(false);
    expect(isForgery("first-half", credential, credential.value.slice(0, 31))).toBe(false);
  });
});
