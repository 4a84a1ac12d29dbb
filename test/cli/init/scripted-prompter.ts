/** Somebody who answers questions from a script, as quickly as they are asked, and sees what is shown to them. */
import { Interrupted } from "../../../src/core/errors.js";
import type { Choice, Prompter } from "../../../src/core/ports.js";

/** Breaks off, as Ctrl-C does. */
export const BREAK_OFF = Symbol("Ctrl-C");

type Answer = string | boolean | readonly string[] | typeof BREAK_OFF;

/** Part of the question → the answer: a text, the name of a choice, or several. A question without a line takes its default. */
export type Script = readonly (readonly [question: RegExp, answer: Answer])[];

export interface ScriptedPrompter extends Prompter {
  /** The questions, in order. */
  readonly asked: readonly string[];
  /** What was shown below texts while they were typed. */
  readonly previews: readonly string[];
}

export function scriptedPrompter(script: Script): ScriptedPrompter {
  const asked: string[] = [];
  const previews: string[] = [];
  const left = [...script];
  const next = (message: string): Answer | undefined => {
    asked.push(message);
    const at = left.findIndex(([question]) => question.test(message));
    const [, answer] = at === -1 ? [] : (left.splice(at, 1)[0] ?? []);
    if (answer === BREAK_OFF) throw new Interrupted();
    return answer;
  };
  const textFor = (
    message: string,
    byDefault: string,
    problem: ((text: string) => string | null) | undefined,
  ): string => {
    for (;;) {
      const answer = next(message);
      const text = typeof answer === "string" ? answer : byDefault;
      const wrong = problem?.(text) ?? null;
      if (wrong === null) return text;
      // A script may give a wrong answer first, and then a right one.
      if (!left.some(([question]) => question.test(message)))
        throw new Error(`${message} ${text}: ${wrong}`);
    }
  };
  const pick = <Value>(choices: readonly Choice<Value>[], name: string) => {
    const found = choices.find((choice) => choice.name.includes(name));
    if (found === undefined)
      throw new Error(`no choice "${name}" among ${choices.map((each) => each.name).join(", ")}`);
    return found.value;
  };
  const later = async <Result>(answer: () => Result): Promise<Result> => answer();
  return {
    asked,
    previews,
    text: ({ message, byDefault = "", problem, preview }) =>
      later(() => {
        const text = textFor(message, byDefault, problem);
        for (let end = 0; end <= text.length; end += 1) {
          const shown = preview?.(text.slice(0, end));
          if (shown !== undefined) previews.push(shown);
        }
        return text;
      }),
    secret: ({ message, problem }) => later(() => textFor(message, "", problem)),
    confirm: (message, byDefault) =>
      later(() => {
        const answer = next(message);
        return typeof answer === "boolean" ? answer : byDefault;
      }),
    choose: ({ message, choices, isDefault }) =>
      later(() => {
        const answer = next(message);
        if (typeof answer === "string") return pick(choices, answer);
        const [first] = choices;
        const usual = choices.find(({ value }) => isDefault?.(value)) ?? first;
        if (usual === undefined) throw new Error(`${message}: no choices`);
        return usual.value;
      }),
    chooseSome: ({ message, choices, isDefault }) =>
      later(() => {
        const answer = next(message);
        return Array.isArray(answer)
          ? (answer as readonly string[]).map((name) => pick(choices, name))
          : choices.map(({ value }) => value).filter((value) => isDefault?.(value));
      }),
  };
}
