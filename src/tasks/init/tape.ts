/**
 * The answers of a conversation, kept in order: what was answered is answered again by itself,
 * so that going back, correcting and going on later are all one thing: to begin anew with them.
 */
import { WentBack } from "../../core/errors.js";
import type { Choice, ChoiceQuestion, Prompter, TextQuestion } from "../../core/ports.js";
import { entryUrlIn, isContent } from "./pasted.js";

type Given = string | boolean | readonly string[];

export interface TapedAnswer {
  readonly question: string;
  /** Of a choice, its name. Null is asked again. */
  readonly answer: Given | null;
  /** Never leaves this process: a secret, or a sample with other people's data in it. */
  readonly isPrivate: boolean;
}

/** The conversation is to begin anew with these. */
export class Rewound extends Error {
  override readonly name = "Rewound";
  readonly answers: readonly TapedAnswer[];
  /** What was said to questions that will come again. */
  readonly before: ReadonlyMap<string, Given>;

  constructor(answers: readonly TapedAnswer[], before: ReadonlyMap<string, Given>) {
    super("the conversation begins anew");
    this.answers = answers;
    this.before = before;
  }
}

export interface Tape {
  /** Throws `Rewound` where somebody goes back. */
  readonly prompter: Prompter;
  /** Silent while answers are repeated; then the last lines come, which the next question needs. */
  readonly say: (line: string) => void;
  /** @returns forgets everything that was answered since, for what is asked until it is right */
  readonly mark: () => () => void;
  readonly answers: () => readonly TapedAnswer[];
  /** Asks this one again, and keeps the others as far as they fit. */
  readonly correct: (at: number) => Rewound;
}

/** Typed alone it means Esc, which not everybody's terminal hands on. */
const BACK = "<";
const LONGEST_KEPT = 300;

export function createTape(
  live: Prompter,
  saying: (line: string) => void,
  begun: readonly TapedAnswer[],
  before: ReadonlyMap<string, Given> = new Map(),
): Tape {
  const answers = [...begun];
  const earlier = new Map(before);
  let at = 0;
  let held: string[] = [];
  const hear = () => {
    held.forEach(saying);
    held = [];
  };
  /** What stands next on the tape, if it answers this question. */
  const repeated = (question: string): Given | null => {
    const next = answers[at];
    if (next === undefined) return null;
    if (next.question === question) return next.answer;
    for (const { question: later, answer } of answers.splice(at))
      if (answer !== null) earlier.set(later, answer);
    return null;
  };
  const keep = (question: string, answer: Given, isPrivate: boolean) => {
    answers[at] = { question, answer, isPrivate };
    at += 1;
  };
  const goBack = (): Rewound => {
    for (const { question, answer } of answers.slice(Math.max(0, at - 1)))
      if (answer !== null) earlier.set(question, answer);
    return new Rewound(answers.slice(0, Math.max(0, at - 1)), earlier);
  };
  /** @param read the answer of a tape; null where it no longer fits */
  const ask = async <Value>(
    question: string,
    read: (given: Given) => Value | null,
    put: () => Promise<Value>,
    write: (value: Value) => Given,
    isPrivate: (value: Value) => boolean = () => false,
  ): Promise<Value> => {
    const given = repeated(question);
    const known = given === null ? null : read(given);
    if (known !== null) {
      held = [];
      at += 1;
      return known;
    }
    hear();
    try {
      const value = await put();
      keep(question, write(value), isPrivate(value));
      return value;
    } catch (error) {
      throw error instanceof WentBack ? goBack() : error;
    }
  };
  const prompter: Prompter = {
    text: (question) =>
      ask(
        question.message,
        (given) => (typeof given === "string" && isFine(question, given) ? given : null),
        async () => {
          const typed = await live.text(withBack(question, earlier.get(question.message)));
          if (typed.trim() === BACK) throw new WentBack();
          return typed;
        },
        (value) => value,
        isSample,
      ),
    secret: (question) =>
      ask(
        question.message,
        (given) => (typeof given === "string" ? given : null),
        () => live.secret(question),
        (value) => value,
        () => true,
      ),
    confirm: (message, byDefault) =>
      ask(
        message,
        (given) => (typeof given === "boolean" ? given : null),
        () => {
          const was = earlier.get(message);
          return live.confirm(message, typeof was === "boolean" ? was : byDefault);
        },
        (value) => value,
      ),
    choose: (question) => {
      const was = earlier.get(question.message);
      return ask(
        question.message,
        (given) => named(question.choices, given)?.[0] ?? null,
        () => live.choose(preferring(question, was)),
        (choice) => choice.name,
      ).then(({ value }) => value);
    },
    chooseSome: async <Value>(question: ChoiceQuestion<Value>) => {
      const was = earlier.get(question.message);
      const chosen = await ask(
        question.message,
        (given) => named(question.choices, given),
        () => live.chooseSome(preferring(question, was)),
        (choices) => choices.map(({ name }) => name),
      );
      return chosen.map(({ value }) => value);
    },
  };
  return {
    prompter,
    say: (line) => {
      if (at < answers.length) held.push(line);
      else {
        hear();
        saying(line);
      }
    },
    mark: () => {
      const from = at;
      return () => {
        answers.length = Math.min(answers.length, from);
        at = answers.length;
      };
    },
    answers: () => answers,
    correct: (which) =>
      new Rewound(
        answers.map((each, index) => (index === which ? { ...each, answer: null } : each)),
        new Map(
          answers.flatMap(({ question, answer }) =>
            answer === null ? [] : [[question, answer] as const],
          ),
        ),
      ),
  };
}

/** What somebody pasted as an example, on one line too. */
function isSample(value: string): boolean {
  return value.length > LONGEST_KEPT || isContent(value) || entryUrlIn(value) !== null;
}

function isFine({ problem }: TextQuestion, text: string): boolean {
  return (problem?.(text) ?? null) === null;
}

function withBack(question: TextQuestion, was: Given | undefined): TextQuestion {
  const { problem } = question;
  return {
    ...question,
    ...(typeof was === "string" ? { byDefault: was } : {}),
    problem: (text) => (text.trim() === BACK ? null : (problem?.(text) ?? null)),
  };
}

/** Choices whose value is the choice itself, so that its name can be kept. */
function preferring<Value>(
  { message, choices, isDefault }: ChoiceQuestion<Value>,
  was: Given | undefined,
): ChoiceQuestion<Choice<Value>> {
  const names = was === undefined ? null : [was].flat();
  return {
    message,
    choices: choices.map((choice) => ({ ...choice, value: choice })),
    isDefault: ({ name, value }) =>
      names === null ? (isDefault?.(value) ?? false) : names.includes(name),
  };
}

function named<Value>(
  choices: readonly Choice<Value>[],
  given: Given,
): readonly Choice<Value>[] | null {
  const names = [given].flat();
  const found = choices.filter(({ name }) => names.includes(name));
  return found.length === names.length && found.length > 0 ? found : null;
}
