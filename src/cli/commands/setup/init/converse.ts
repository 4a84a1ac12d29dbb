/** A conversation that nobody gets stuck in: answers can be gone back to, corrected, and kept for later. */
import { Interrupted, UserError, WentBack } from "../../../../core/errors.js";
import type { Prompter } from "../../../../core/ports.js";
import { createTape, Rewound, type Tape, type TapedAnswer } from "../../../../tasks/init/tape.js";
import type { CommandContext } from "../../../command.js";
import type { KeptAnswers } from "./kept-answers.js";

/**
 * @param talk the whole conversation; it is begun anew, with the answers so far, when one changes
 * @throws {Interrupted} with the answers kept
 */
export async function converse<Result>(
  live: Prompter,
  kept: KeptAnswers,
  context: CommandContext,
  talk: (tape: Tape) => Promise<Result>,
): Promise<Result> {
  const say = (line: string) => {
    context.say(line);
  };
  let answers = await begin(live, kept);
  let before: Rewound["before"] = new Map();
  for (;;) {
    const tape = createTape(live, say, answers, before);
    try {
      const result = await correctable(tape, context, () => talk(tape));
      await kept.remove();
      return result;
    } catch (error) {
      if (error instanceof Interrupted) await keep(tape, kept, context);
      if (!(error instanceof Rewound)) throw error;
      ({ answers, before } = error);
    }
  }
}

async function begin(live: Prompter, kept: KeptAnswers): Promise<readonly TapedAnswer[]> {
  const answers = await kept.read();
  const last = answers.at(-1);
  if (last === undefined) return [];
  const message = `Go on where you stopped, after "${last.question}"?`;
  try {
    if (await live.confirm(message, true)) return answers;
  } catch (error) {
    if (!(error instanceof WentBack)) throw error;
    return begin(live, kept);
  }
  await kept.remove();
  return [];
}

async function keep(tape: Tape, kept: KeptAnswers, context: CommandContext): Promise<void> {
  const isKept = tape.answers().length > 0 && (await kept.write(tape.answers()));
  context.say("\nNothing was written.");
  if (isKept)
    context.say(
      "Your answers are kept, less secrets and samples; playcamp-gw init goes on with them.",
    );
}

/** What is wrong with the answers together is said, and one of them is asked for again. */
async function correctable<Result>(
  tape: Tape,
  context: CommandContext,
  talk: () => Promise<Result>,
): Promise<Result> {
  try {
    return await talk();
  } catch (error) {
    if (!(error instanceof UserError) || tape.answers().length === 0) throw error;
    context.complain(error);
    throw await chooseCorrection(tape);
  }
}

/** The last question: nothing is written before somebody has seen what they said. */
export async function confirmAnswers(tape: Tape): Promise<void> {
  const forget = tape.mark();
  const isRight = await tape.prompter.choose({
    message: "Write it?",
    choices: [
      { value: true, name: "write it" },
      { value: false, name: "change an answer" },
    ],
  });
  if (isRight) return;
  forget();
  throw await chooseCorrection(tape);
}

async function chooseCorrection(tape: Tape): Promise<Rewound> {
  const answers = [...tape.answers()];
  const forget = tape.mark();
  const at = await tape.prompter.choose({
    message: "Which answer?",
    choices: answers.map(({ question, answer, isPrivate }, value) => ({
      value,
      name: `${value + 1}. ${question}: ${isPrivate ? "(not shown)" : shown(answer)}`.slice(0, 100),
    })),
    isDefault: (value) => value === answers.length - 1,
  });
  forget();
  return tape.correct(at);
}

function shown(answer: TapedAnswer["answer"]): string {
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  return [answer ?? ""].flat().join(", ");
}
