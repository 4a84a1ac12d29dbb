import { describe, expect, it } from "vitest";
import { WentBack } from "../../../src/core/errors.js";
import type { Prompter } from "../../../src/core/ports.js";
import { createTape, Rewound, type TapedAnswer } from "../../../src/tasks/init/tape.js";

/** Answers in order; null goes back. Notes what each question offered. */
function answering(script: readonly (string | null)[]) {
  const asked: string[] = [];
  let at = 0;
  const next = (question: string, offered: string): Promise<string> => {
    asked.push(`${question}[${offered}]`);
    const answer = script[at] ?? null;
    at += 1;
    return answer === null ? Promise.reject(new WentBack()) : Promise.resolve(answer);
  };
  const prompter: Prompter = {
    text: ({ message, byDefault = "" }) => next(message, byDefault),
    secret: ({ message }) => next(message, ""),
    confirm: async (message, byDefault) => (await next(message, String(byDefault))) === "yes",
    choose: async ({ message, choices, isDefault }) => {
      const usual = choices.find(({ value }) => isDefault?.(value))?.name ?? "";
      const name = await next(message, usual);
      const found = choices.find((choice) => choice.name === name);
      if (found === undefined) throw new Error(`no choice ${name}`);
      return found.value;
    },
    chooseSome: async ({ message, choices }) => {
      const names = (await next(message, "")).split(",");
      return choices.filter(({ name }) => names.includes(name)).map(({ value }) => value);
    },
  };
  return { asked, prompter };
}

async function talk(prompter: Prompter) {
  const name = await prompter.text({
    message: "name",
    problem: (text) => (text === "" ? "empty" : null),
  });
  const kind = await prompter.choose({
    message: "kind",
    choices: [
      { value: 1, name: "one" },
      { value: 2, name: "two" },
    ],
  });
  const secret = kind === 2 ? await prompter.secret({ message: "secret" }) : "";
  const parts = await prompter.chooseSome({
    message: "parts",
    choices: ["a", "b", "c"].map((value) => ({ value, name: value })),
  });
  const sure = await prompter.confirm("sure", false);
  return { name, kind, secret, parts, sure };
}

async function rewound(attempt: Promise<unknown>): Promise<Rewound> {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  if (error instanceof Rewound) return error;
  throw new Error(`not rewound: ${String(error)}`);
}

const quiet = () => undefined;

describe("a tape of answers", () => {
  it("goes back one answer at a time, offering what was said before", async () => {
    const first = answering(["ann", "two", "s", null]);
    const back = await rewound(talk(createTape(first.prompter, quiet, []).prompter));
    expect(back.answers.map(({ question }) => question)).toEqual(["name", "kind"]);
    const second = answering([null]);
    const further = await rewound(
      talk(createTape(second.prompter, quiet, back.answers, back.before).prompter),
    );
    expect(further.answers.map(({ question }) => question)).toEqual(["name"]);
    const third = answering(["one", "a,c", "yes"]);
    const result = await talk(
      createTape(third.prompter, quiet, further.answers, further.before).prompter,
    );
    expect(third.asked).toEqual(["kind[two]", "parts[]", "sure[false]"]);
    expect(result).toEqual({ name: "ann", kind: 1, secret: "", parts: ["a", "c"], sure: true });
  });

  it("takes < for Esc, also where it would be no answer, and the first question stays", async () => {
    const { prompter } = answering(["<"]);
    const back = await rewound(talk(createTape(prompter, quiet, []).prompter));
    expect(back.answers).toEqual([]);
  });

  it("corrects one answer and keeps those that still fit", async () => {
    const begun = createTape(answering(["ann", "two", "s", "b", "yes"]).prompter, quiet, []);
    await talk(begun.prompter);
    const again = begun.correct(0);
    const live = answering(["eve"]);
    const tape = createTape(live.prompter, quiet, again.answers, again.before);
    expect(await talk(tape.prompter)).toEqual({
      name: "eve",
      kind: 2,
      secret: "s",
      parts: ["b"],
      sure: true,
    });
    expect(live.asked).toEqual(["name[ann]"]);
  });

  it("asks anew from where the conversation turns another way", async () => {
    const begun = createTape(answering(["ann", "two", "s", "b", "yes"]).prompter, quiet, []);
    await talk(begun.prompter);
    const again = begun.correct(1);
    const live = answering(["one", "b", "yes"]);
    await talk(createTape(live.prompter, quiet, again.answers, again.before).prompter);
    expect(live.asked).toEqual(["kind[two]", "parts[]", "sure[true]"]);
  });

  it("repeats kept answers in silence but for what the next question needs", async () => {
    const kept: readonly TapedAnswer[] = [
      { question: "name", answer: "ann", isPrivate: false },
      { question: "kind", answer: "two", isPrivate: false },
      { question: "secret", answer: null, isPrivate: false },
      { question: "parts", answer: ["a"], isPrivate: false },
    ];
    const said: string[] = [];
    const live = answering(["s", "yes"]);
    const tape = createTape(live.prompter, (line) => said.push(line), kept);
    tape.say("hello");
    await tape.prompter.text({ message: "name" });
    tape.say("of the kind");
    await tape.prompter.choose({ message: "kind", choices: [{ value: 2, name: "two" }] });
    tape.say("of the secret");
    await tape.prompter.secret({ message: "secret" });
    expect(said).toEqual(["of the secret"]);
    expect(live.asked).toEqual(["secret[]"]);
    const marks = tape.answers().map(({ isPrivate }) => isPrivate);
    expect(marks).toEqual([false, false, true, false]);
  });

  it("forgets the wrong answers of a question that is asked until it is right", async () => {
    const { prompter } = answering(["ann", "wrong", "right"]);
    const tape = createTape(prompter, quiet, []);
    await tape.prompter.text({ message: "name" });
    const forget = tape.mark();
    await tape.prompter.text({ message: "example" });
    forget();
    await tape.prompter.text({ message: "example" });
    expect(tape.answers().map(({ answer }) => answer)).toEqual(["ann", "right"]);
  });

  it.each([
    ["curl -X POST https://gw.example.net/hook -d '{}'", true],
    ['{"orderId":"GPA.1","buyer":"kim@example.net"}', true],
    ["https://gw.example.net/api/acme/enter?usn=1&custom_data=1.2.abc", true],
    ["the link was https://gw.example.net/enter?usn=1&custom_data=1.2.abc", true],
    ["x".repeat(301), true],
    ["acme-rpg", false],
    ["https://gw.example.net/api/{partner}/enter", false],
    ["./captures/delivery.json", false],
    ["{key}{usn}{timestamp}", true],
  ])("of one line, %s: private is %s", async (typed, isPrivate) => {
    const tape = createTape(answering([typed]).prompter, quiet, []);
    await tape.prompter.text({ message: "example" });
    expect(tape.answers().map((each) => each.isPrivate)).toEqual([isPrivate]);
  });
});
