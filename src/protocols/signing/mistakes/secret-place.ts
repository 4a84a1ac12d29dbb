/** The secret of another environment, or in the form in which a store keeps it. */
import { mistaken, type Mistaken, type SecretMistake } from "./mistake.js";
import { camel, NAMES } from "./secret-part.js";

export const PLACE_MISTAKES: readonly SecretMistake[] = [
  {
    id: "other-mode",
    entryId: "other_mode",
    remedy: "Use the {secret} of this environment on both sides.",
    isLast: true,
    of: otherModes,
  },
  {
    id: "stored-form",
    entryId: "stored_form",
    remedy: "Let the program read the value out of the form in which it is stored.",
    isLast: true,
    of: (secret) =>
      mistaken(
        secret,
        storedForms(secret),
        "the {secret} in the form of a store that nobody took it out of: JSON, ENC(…) or {cipher}",
        "the {secret} alone",
      ),
  },
];

const MODES = ["live", "test", "sandbox", "prod", "production", "dev", "stage", "staging", "stg"];

/** `live` in place of `test`, and endings that people give an older or another one. */
function* otherModes(secret: string): Generator<Mistaken> {
  for (const mode of MODES) {
    const word = new RegExp(`(?<![a-z])${mode}(?![a-z])`, "i");
    if (!word.test(secret)) continue;
    for (const other of MODES)
      yield* mistaken(
        secret,
        [secret.replace(word, other)],
        `the {secret} with "${other}" in place of "${mode}"`,
        `the {secret} of another environment ("${mode}")`,
      );
  }
  for (const ending of [...MODES, "old", "new", "1", "2", "v1", "v2", "bak"])
    yield* mistaken(
      secret,
      ["_", "-", "."].map((joint) => secret + joint + ending),
      `the {secret} with "${ending}" at its end`,
      "the {secret} without it",
    );
}

function storedForms(secret: string): readonly string[] {
  const names = [...NAMES, ...NAMES.map((name) => camel(name.toLowerCase())), "value", "secret"];
  return [
    `ENC(${secret})`,
    `{cipher}${secret}`,
    `{noop}${secret}`,
    `{{${secret}}}`,
    `\${${secret}}`,
    ...names.flatMap((name) => [`{"${name}":"${secret}"}`, `{"${name}": "${secret}"}`]),
  ];
}
