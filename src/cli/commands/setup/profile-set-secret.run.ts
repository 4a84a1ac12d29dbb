/** `profile set-secret`: from a prompt or stdin into the store; what is changed or looks odd is said. */
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import { UserError } from "../../../core/errors.js";
import { storeVariable } from "../../../profile/secret-places.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./profile-set-secret.js";

export const run: CommandRun<Options> = async (session, { arguments: [name = ""], options }) => {
  assertName(name);
  const { secrets: store } = session;
  if (options.delete) return report(name, await store.delete(name), session);
  // A store that cannot be used is found out before anything is typed.
  const replaced = (await store.get(name)) !== null;
  const { value, notes } = await readSecret(name, options, session);
  await store.set(name, value);
  const warnings = [...notes, ...oddities(value), ...overrides(name, session.env)];
  if (session.flags.json) {
    session.result(JSON.stringify({ store: name, replaced, warnings }, null, 2));
  } else session.result(JSON.stringify({ store: name }));
  for (const warning of warnings) session.say(`warning: ${warning}`);
  session.say(
    `${replaced ? "replaced" : "stored"}; a profile refers to it as ${JSON.stringify({ store: name })}`,
  );
  return "done";
};

function report(name: string, deleted: boolean, context: CommandContext): Outcome {
  if (!deleted) {
    throw new UserError(
      "secret_missing",
      `no secret named "${name}" is stored`,
      "playcamp-gw profile list --secrets shows the names.",
    );
  }
  if (context.flags.json) context.result(JSON.stringify({ store: name, deleted }, null, 2));
  context.say(`"${name}" is no longer stored`);
  return "done";
}

const LONGEST_NAME = 128;

function assertName(name: string): void {
  const isFine =
    name !== "" &&
    name.length <= LONGEST_NAME &&
    name === name.trim() &&
    !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(name);
  if (isFine) return;
  throw new UserError(
    "secret_name_invalid",
    "that is no name for a secret",
    `Give a word such as acme-webhook, at most ${LONGEST_NAME} characters.`,
  );
}

interface GivenSecret {
  readonly value: string;
  /** What was done to it. */
  readonly notes: readonly string[];
}

async function readSecret(
  name: string,
  { keepNewline }: Options,
  context: CommandContext,
): Promise<GivenSecret> {
  const { flags, terminal } = context;
  if (flags.input) {
    const prompter = await context.openPrompter({ canGoBack: false });
    const typed = await prompter.secret({
      message: `Secret to store as ${name}`,
      problem: (answer) => (answer === "" ? "Nothing was typed; Ctrl-C breaks off." : null),
    });
    return { value: typed, notes: [] };
  }
  if (terminal.inIsTerminal) {
    throw new UserError(
      "input_needed",
      "nobody may be asked for the secret, and stdin is a terminal",
      "Leave --no-input out, or pipe the secret in.",
    );
  }
  const text = decode(await terminal.readStdin());
  const given = keepNewline ? { value: text, notes: [] } : withoutLineBreak(text);
  if (given.value === "") {
    throw new UserError(
      "secret_empty",
      "stdin is empty, so there is no secret to store",
      "Pipe the secret in, or run the command on a terminal to be asked.",
    );
  }
  return given;
}

function decode(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return text;
  throw new UserError(
    "secret_not_text",
    "what stdin gives is not UTF-8 text",
    "Store it as text, such as hex or Base64, as it was agreed.",
  );
}

/** `echo` and editors end with a line break that belongs to no key. */
function withoutLineBreak(text: string): GivenSecret {
  const value = text.replace(/\r?\n$/, "");
  return {
    value,
    notes:
      value === text ? [] : ["the line break at the end was left out; --keep-newline keeps it"],
  };
}

const ODDITIES: readonly (readonly [RegExp, string])[] = [
  [/^\uFEFF/, "begins with a byte order mark"],
  [/^(["'`]).*\1$/s, "begins and ends with quotes"],
  [/^(?!\uFEFF)\s|[^\S\r\n]$/, "begins or ends with white space"],
  [/[\r\n]/, "holds a line break"],
  [/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/, "holds a control character"],
];

function oddities(value: string): readonly string[] {
  return ODDITIES.filter(([pattern]) => pattern.test(value)).map(
    ([, what]) => `the secret ${what}; it is stored as it came`,
  );
}

function overrides(name: string, env: CommandContext["env"]): readonly string[] {
  const variable = storeVariable(name);
  return (env[variable] ?? "") === "" ? [] : [`${variable} is set and takes its place`];
}
