import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { readDotEnvBytes } from "../../src/profile/dot-env.js";
import { createSecretReader } from "../../src/profile/secrets.js";
import type { SecretSources } from "../../src/profile/secret-places.js";

function reader(sources: Partial<SecretSources> = {}) {
  return createSecretReader({
    env: { REAL: "from-env", EMPTY: "", BOTH: "real" },
    dotEnv: { BESIDE: "from-dot-env", BOTH: "beside" },
    files: {
      readBytes: async (path) =>
        ({
          "/p/key.txt": Buffer.from("from-file\n"),
          "/p/crlf.txt": Buffer.from("from-file\r\n"),
          "/p/inner.txt": Buffer.from(" two\nlines \n\n"),
          "/p/empty.txt": Buffer.from("\n"),
        })[path] ?? null,
    },
    resolvePath: (path) => `/p/${path}`,
    store: null,
    ...sources,
  });
}

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.catch((caught: unknown) => caught);
  if (error instanceof UserError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe("read", () => {
  it.each([
    [{ env: "REAL" }, "from-env", "environment variable REAL", "REAL"],
    [{ env: "BESIDE" }, "from-dot-env", "BESIDE in the .env beside the profile", "BESIDE"],
    [{ env: "BOTH" }, "real", "environment variable BOTH", "BOTH"],
    [{ file: "key.txt" }, "from-file", "file key.txt", null],
    [{ file: "crlf.txt" }, "from-file", "file crlf.txt", null],
    [{ file: "inner.txt" }, " two\nlines \n", "file inner.txt", null],
  ])("%j", async (reference, value, source, envName) => {
    expect(await reader().read("entry.key", reference)).toEqual([
      { value, path: "entry.key", source, envName },
    ]);
  });

  it("reads a stored secret where there is a store", async () => {
    const store = async (name: string) => (name === "main" ? "stored" : null);
    const [secret] = await reader({ store }).read("entry.key", {
      store: "main",
    });
    expect(secret).toMatchObject({ value: "stored", envName: null });
    expect((await refusal(reader({ store }).read("k", { store: "x" }))).code).toBe(
      "secret_missing",
    );
  });

  it("keeps the order of a rotation, the signing one first", async () => {
    const secrets = await reader().read("k", [{ env: "REAL" }, { file: "key.txt" }]);
    expect(secrets.map(({ value }) => value)).toEqual(["from-env", "from-file"]);
  });

  it.each([
    [
      { env: "GONE" },
      "secret_missing",
      /entry\.key: the environment variable GONE is not set/,
      /Export GONE/,
    ],
    [{ env: "toString" }, "secret_missing", /toString/, /Export/],
    [
      { file: "gone.txt" },
      "secret_missing",
      /entry\.key: there is no file gone\.txt/,
      /profile's folder/,
    ],
    [{ store: "main" }, "secret_missing", /no secret named "main"/, /set-secret main/],
    [{ env: "EMPTY" }, "secret_empty", /entry\.key: environment variable EMPTY is empty/, /agreed/],
    [{ file: "empty.txt" }, "secret_empty", /file empty\.txt is empty/, /agreed/],
  ])("refuses %j", async (reference, code, message, hint) => {
    const error = await refusal(reader().read("entry.key", reference));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it("refuses a rotation with a missing member", async () => {
    expect((await refusal(reader().read("k", [{ env: "REAL" }, { env: "GONE" }]))).code).toBe(
      "secret_missing",
    );
  });
});

describe("what was read", () => {
  it("is known from then on, rotation and tokens included", async () => {
    const secrets = reader();
    expect(secrets.known()).toEqual([]);
    await secrets.read("webhook.secret", [{ env: "REAL" }, { env: "BESIDE" }]);
    await secrets.readToken("wallet.player.userToken", "literal-token");
    await secrets.readToken("wallet.player.sessionToken", { file: "key.txt" });
    expect(secrets.known()).toEqual([
      { label: "webhook.secret", value: "from-env" },
      { label: "webhook.secret", value: "from-dot-env" },
      { label: "wallet.player.userToken", value: "literal-token" },
      { label: "wallet.player.sessionToken", value: "from-file" },
    ]);
  });

  it("names the variable of the signing secret for shell lines", async () => {
    const secrets = reader();
    await secrets.read("webhook.secret", [{ env: "REAL" }, { env: "BESIDE" }]);
    await secrets.read("entry.key", { file: "key.txt" });
    expect([...secrets.envNames()]).toEqual([["webhook.secret", "REAL"]]);
  });
});

it("a .env holds names and values, quoted or not", () => {
  expect(
    readDotEnvBytes(Buffer.from('# note\nA=1\nB="two words"\nexport C=3\n')).values,
  ).toMatchObject({
    A: "1",
    B: "two words",
    C: "3",
  });
});

it.each([
  ["cut at a number sign", "KEY=ab#cd\n", "ab", /KEY is cut at #/],
  ["a comment after a space", "KEY=ab # note\n", "ab", /^$/],
  ["twice", "KEY=a1\nKEY=b2\n", "b2", /twice/],
  ["an unclosed quote", 'KEY="ab\nB=1\n', '"ab', /never closed/],
  ["a dollar", "KEY=a$b\n", "a$b", /has a \$/],
  ["plain, with CRLF", "KEY='a$b'\r\n", "a$b", /^$/],
  ["plain without quotes, with CRLF", "KEY=ab\r\nB=1\r\n", "ab", /^$/],
  ["a dollar in double quotes", 'KEY="a$b"\n', "a$b", /has a \$ or a backslash in double quotes/],
  ["spaces and a tab behind it", "KEY=ab  \t\nB=1\n", "ab", /^$/],
  ["tabs around all", "\texport\tKEY\t=\tab\t# note\r\n", "ab", /^$/],
  ["a tab before quotes", "KEY=\t'a\tb'\t\n", "a\tb", /^$/],
  ["nothing but a tab", "KEY=\t\n", "", /^$/],
  ["a tab in several lines", 'KEY="ab\t\ncd"\n', "ab\t\ncd", /^$/],
  ["a no-break space behind it", "KEY=ab\u00a0\n", "ab", /^$/],
  ["several lines", 'KEY="ab\ncd"\n', "ab\ncd", /^$/],
  ["backticks", "KEY=`a b`\n", "a b", /^$/],
  ["quotes within", "KEY=a\"b'c`d\n", "a\"b'c`d", /^$/],
])("says what is odd in a .env: %s", (_, text, value, odd) => {
  const { values, oddities } = readDotEnvBytes(Buffer.from(text));
  expect(values["KEY"]).toBe(value);
  expect(oddities.map(({ name, what }) => `${name} ${what}`).join()).toMatch(odd);
});

it.each([
  ["UTF-8 with a mark", Buffer.from("\ufeffKEY=ab\n"), /BOM/],
  ["UTF-16", Buffer.from("\ufeffKEY=ab\r\n", "utf16le"), /UTF-16/],
  ["EUC-KR", Buffer.from("232062f1b9d00a4b45593d61620a", "hex"), /not UTF-8/],
])("reads a .env in %s and says so", (_, bytes, odd) => {
  const { values, oddities } = readDotEnvBytes(bytes);
  expect(values).toEqual({ KEY: "ab" });
  expect(oddities[0]?.what).toMatch(odd);
});
