/** A part of the secret, one slip in it, or no secret at all. */
import { mistaken, type Mistaken, type SecretMistake } from "./mistake.js";

const SET_IT = "Set the {secret} where it is missing, and let a server refuse to start without it.";
const COPY_WHOLE = "Copy the whole {secret} again on the side that has only a part of it.";
/** Longer ones have too many parts to try. */
const LONGEST_TAKEN_APART = 128;

/** What programs put where a value is missing. */
const NOTHING = [
  "undefined",
  "null",
  "None",
  "nil",
  "<nil>",
  "NULL",
  "Null",
  "(null)",
  "false",
  "true",
].concat(["[object Object]", "NaN", "0", "[]", "{}", '""', "''", "N/A", "none", "empty"]);

/** As programs and examples call the variable. */
export const NAMES = [
  "WEBHOOK_SECRET",
  "PLAYCAMP_WEBHOOK_SECRET",
  "PLAYCAMP_SECRET",
  "SECRET",
  "SECRET_KEY",
]
  .concat(["WEBHOOK_KEY", "SHARED_KEY", "SHARED_SECRET", "API_KEY", "API_SECRET", "SIGNING_SECRET"])
  .concat([
    "SIGNING_KEY",
    "HMAC_SECRET",
    "HMAC_KEY",
    "ENTRY_KEY",
    "PLAYCAMP_ENTRY_KEY",
    "KEY",
    "TOKEN",
  ])
  .concat(["PASSWORD", "CLIENT_SECRET", "APP_SECRET", "WEBHOOK_SIGNING_SECRET", "PARTNER_KEY"]);

const EXAMPLES = [
  "your_webhook_secret",
  "your_secret",
  "your_secret_key",
  "your_key",
  "your_api_key",
]
  .concat([
    "your_signing_secret",
    "my_secret",
    "my_secret_key",
    "change_me",
    "changeme",
    "change_this",
  ])
  .concat([
    "change_it",
    "secret123",
    "test",
    "test_secret",
    "test_key",
    "example",
    "dummy",
    "todo",
    "xxx",
  ])
  .concat(["replace_me", "placeholder", "foo", "password", "12345", "123456", "webhook", "default"])
  .concat([
    "supersecret",
    "super_secret",
    "s3cr3t",
    "shhh",
    "insert_secret_here",
    "your_shared_key",
  ])
  .concat([
    "your_webhook_secret_here",
    "your_secret_here",
    "whsec_test",
    "whsec_xxx",
    "paste_here",
  ]);

const MARKS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `\${${name}}`,
  (name) => `$${name}`,
  (name) => `{{${name}}}`,
  (name) => `{{ ${name} }}`,
  (name) => `{${name}}`,
  (name) => `<${name}>`,
  (name) => `[${name}]`,
  (name) => `%${name}%`,
  (name) => `$(${name})`,
  (name) => `#{${name}}`,
  (name) => `process.env.${name}`,
  (name) => `$env:${name}`,
  (name) => `\${{ secrets.${name} }}`,
  (name) => `secrets.${name}`,
  (name) => `\${env:${name}}`,
  (name) => `\${env.${name}}`,
  (name) => `env.${name}`,
];

export const PART_MISTAKES: readonly SecretMistake[] = [
  {
    id: "not-loaded",
    entryId: "not_loaded",
    remedy: SET_IT,
    of: () => [
      {
        key: Buffer.alloc(0),
        signed: "an empty key: the signer's {secret} is not set",
        here: "a real {secret}",
      },
      ...NOTHING.map((word) => ({
        key: Buffer.from(word),
        signed: `the word ${JSON.stringify(word)}: the signer's {secret} is not set`,
        here: "a real {secret}",
      })),
    ],
  },
  {
    id: "cut",
    entryId: "cut",
    remedy: `Put the {secret} in quotes where a file or a shell cuts it. ${COPY_WHOLE}`,
    of: cutAtCharacters,
  },
  {
    id: "placeholder",
    entryId: "placeholder",
    remedy: `The signer uses a placeholder, or an example out of documentation, instead of the value. ${SET_IT}`,
    isLast: true,
    of: (secret) => placeholders(secret),
  },
  {
    id: "part",
    entryId: "part",
    remedy: COPY_WHOLE,
    isLast: true,
    of: parts,
  },
  {
    id: "slip",
    entryId: "slip",
    remedy: "Copy the {secret} again instead of typing it.",
    isLast: true,
    of: slips,
  },
];

const CUTTING = "#$ &%=;,!:+@/?|\\'\"`()<>-_.~^*";

function* cutAtCharacters(secret: string): Generator<Mistaken> {
  for (const character of CUTTING) {
    const groups = secret.split(character);
    if (groups.length === 1) continue;
    const from = (start: number, end?: number) => groups.slice(start, end).join(character);
    const heads = groups.slice(1).map((_, at) => from(0, at + 1));
    yield* mistaken(
      secret,
      heads.flatMap((head) => [head, head.trimEnd()]),
      `only what stands before a "${character}" in the {secret}, cut at that character`,
      "the whole {secret}",
    );
    const rest = groups.flatMap((group, at) => (at === 0 ? [] : [from(at), group]));
    yield* mistaken(
      secret,
      [...rest, groups.join("")],
      `only a part of the {secret}, divided at "${character}"`,
      "the whole {secret}",
    );
  }
}

function* placeholders(secret: string): Generator<Mistaken> {
  const here = "a {secret} of its own";
  const writtenAs = (text: string) => [
    text,
    text.replace(/_/g, "-"),
    text.replace(/_/g, " "),
    text.replace(/_/g, ""),
    camel(text),
  ];
  const names = NAMES.flatMap((name) => [name, ...writtenAs(name.toLowerCase())]);
  for (const name of new Set(names)) {
    for (const mark of MARKS)
      yield* mistaken(
        secret,
        [mark(name)],
        `the placeholder or name "${mark(name)}" instead of a value`,
        here,
      );
  }
  for (const text of EXAMPLES.flatMap(writtenAs)) {
    const all = [text, text.toUpperCase(), `whsec_${text}`, `<${text}>`, `{${text}}`, `[${text}]`];
    for (const each of all)
      yield* mistaken(
        secret,
        [each],
        `"${each}", an example out of documentation, instead of a value`,
        here,
      );
  }
}

export function camel(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function* parts(secret: string): Generator<Mistaken> {
  const whole = secret.length;
  if (whole > 4 * LONGEST_TAKEN_APART) return;
  for (let length = whole - 1; length > 0; length -= 1) {
    const of = `${length} of the ${whole} characters of the {secret}`;
    yield* mistaken(secret, [secret.slice(0, length)], `only the first ${of}`, "all of them");
    yield* mistaken(secret, [secret.slice(-length)], `only the last ${of}`, "all of them");
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/=";

function* slips(secret: string): Generator<Mistaken> {
  if (secret.length > LONGEST_TAKEN_APART) return;
  const here = "the {secret} without that slip";
  for (let at = 0; at < secret.length; at += 1) {
    const [before, own, after] = [secret.slice(0, at), secret.charAt(at), secret.slice(at + 1)];
    const where = `at character ${at + 1}`;
    yield* mistaken(
      secret,
      [before + after],
      `the {secret} without its character ${at + 1}`,
      "the whole {secret}",
    );
    yield* mistaken(
      secret,
      [before + after.charAt(0) + own + after.slice(1)],
      `the {secret} with two characters swapped ${where}`,
      here,
    );
    for (const letter of new Set([
      own.toLowerCase(),
      own.toUpperCase(),
      own,
      ...Array.from(LETTERS),
    ])) {
      yield* mistaken(
        secret,
        [before + letter + after],
        `the {secret} with another character ${where}`,
        here,
      );
      yield* mistaken(
        secret,
        [before + letter + own + after],
        `the {secret} with one more character ${where}`,
        here,
      );
    }
  }
  for (const letter of LETTERS)
    yield* mistaken(
      secret,
      [secret + letter],
      "the {secret} with one more character at its end",
      here,
    );
}
