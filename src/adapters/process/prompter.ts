/**
 * The `Prompter` port on a terminal. Questions go to stderr, since stdout is for
 * results; whoever breaks off throws `Interrupted`, however it was done.
 */
import { AbortPromptError, CancelPromptError, ExitPromptError } from "@inquirer/core";
import { checkbox, confirm, password, select } from "@inquirer/prompts";
import { Interrupted, WentBack } from "../../core/errors.js";
import type { Choice, ChoiceQuestion, Prompter } from "../../core/ports.js";
import { textPrompt } from "./text-prompt.js";

type Context = NonNullable<Parameters<typeof confirm>[1]>;

const PAGE_SIZE = 16;

/** @param stop aborts when the process is asked to stop */
export function createPrompter(
  stop: AbortSignal,
  { canGoBack }: { readonly canGoBack: boolean },
): Prompter {
  const ask = <Answer>(prompt: (context: Context) => Promise<Answer>) =>
    canGoBack
      ? untilBack((back) => untilBrokenOff(AbortSignal.any([stop, back]), prompt))
      : untilBrokenOff(stop, prompt);
  return {
    text: (question) => ask((context) => withWholePastes(() => textPrompt(question, context))),
    secret: ({ message, problem }) =>
      ask((context) =>
        password(
          {
            message,
            mask: "*",
            validate: (answer) => problem?.(answer) ?? true,
          },
          context,
        ),
      ),
    confirm: (message, byDefault) =>
      ask((context) => confirm({ message, default: byDefault }, context)),
    choose: (question) => ask((context) => chooseOne(question, context)),
    chooseSome: <Value>(question: ChoiceQuestion<Value>) =>
      ask((context) =>
        checkbox<Value>(
          {
            message: question.message,
            required: true,
            pageSize: PAGE_SIZE,
            choices: question.choices.map((choice) => ({
              ...described(choice),
              checked: question.isDefault?.(choice.value) ?? false,
            })),
          },
          context,
        ),
      ),
  };
}

/** Positions are chosen rather than values, among which the library would compare. */
async function chooseOne<Value>(
  { message, choices, isDefault }: ChoiceQuestion<Value>,
  context: Context,
): Promise<Value> {
  const start = choices.findIndex(({ value }) => isDefault?.(value) ?? false);
  const at = await select(
    {
      message,
      default: Math.max(0, start),
      pageSize: PAGE_SIZE,
      choices: choices.map((choice, value) => ({
        ...described(choice),
        value,
      })),
    },
    context,
  );
  const chosen = choices[at];
  if (chosen === undefined) throw new RangeError(`there is no choice ${at}`);
  return chosen.value;
}

function described<Value>({ value, name, about }: Choice<Value>) {
  return {
    value,
    name,
    short: name,
    ...(about === undefined ? {} : { description: about }),
  };
}

/** @throws {WentBack} on Esc */
async function untilBack<Answer>(prompt: (back: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const back = new AbortController();
  const onKey = (_: unknown, { name }: { readonly name?: string }) => {
    if (name === "escape") back.abort();
  };
  process.stdin.on("keypress", onKey);
  try {
    return await prompt(back.signal);
  } catch (error) {
    throw error instanceof Interrupted && back.signal.aborted ? new WentBack() : error;
  } finally {
    process.stdin.off("keypress", onKey);
  }
}

/** The terminal marks what is pasted, so that its line ends are not taken for Enter. */
async function withWholePastes<Answer>(prompt: () => Promise<Answer>): Promise<Answer> {
  process.stderr.write("\u001b[?2004h");
  try {
    return await prompt();
  } finally {
    process.stderr.write("\u001b[?2004l");
  }
}

async function untilBrokenOff<Answer>(
  stop: AbortSignal,
  prompt: (context: Context) => Promise<Answer>,
): Promise<Answer> {
  const closed = new AbortController();
  // Ctrl-D closes the line and tells nobody: the process then has nothing left to do.
  const onIdle = () => {
    closed.abort();
  };
  process.once("beforeExit", onIdle);
  try {
    return await prompt({
      output: process.stderr,
      signal: AbortSignal.any([stop, closed.signal]),
    });
  } catch (error) {
    const brokenOff =
      error instanceof ExitPromptError ||
      error instanceof AbortPromptError ||
      error instanceof CancelPromptError;
    throw brokenOff ? new Interrupted() : error;
  } finally {
    process.off("beforeExit", onIdle);
  }
}
