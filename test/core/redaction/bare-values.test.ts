/** What is no string in JSON is taken out so that the JSON stays JSON, and nothing else of it changes. */
import { describe, expect, it } from "vitest";
import { createRedactor, DEFAULT_RULES } from "../../../src/core/redaction.js";
import { createCapture } from "../../../src/journal/capture.js";
import { displayText, refillBytes } from "../../../src/journal/redacted.js";
import { parseTemplate, renderTemplate } from "../../../src/journal/placeholders.js";
import { parsePersonalPath } from "../../../src/core/redaction/places.js";
import { captured } from "../../journal/sample-entry.js";

const EMPTY = { url: "", headers: [], body: null };
const PIN = "4711471147";

const BODIES: readonly (readonly [string, string])[] = [
  ["a number at a secret's name", `{"otp":${PIN},"n":1.50}`],
  ["a negative one", `{"password":-${PIN}}`],
  ["one with a fraction", `{"token": ${PIN}.25 , "a":1}`],
  ["one with an exponent", `{"token":${PIN}e3}`],
  ["several in a list", `{"tokens":[${PIN}, ${PIN}1],"b":[1,2]}`],
  ["one below a holder", `{"credentials":{"a":{"b":${PIN}}}}`],
  ["a known one under any name", `{"id":${PIN}}`],
  ["a known one within a longer number", `{"id":9${PIN}0}`],
  ["the whole text", PIN],
  ["a personal number", `{"player":{"phone":${PIN}}}`],
  ["a personal boolean", `{"player":{"adult":true,"x":null},"z":true}`],
  ["lines of JSON", `{"token":${PIN}}\n{"a":1}\n{"token":${PIN}}\n`],
  ["a name with quotes", `{"my\\"token":"x${PIN}x"}`],
  ["a number within a string", `{"msg":"token: ${PIN}, said it"}`],
];

describe.each(BODIES)("%s", (_, text) => {
  const rules = {
    ...DEFAULT_RULES,
    personal: ["body.player.**"].flatMap((path) => parsePersonalPath(path) ?? []),
  };
  const secrets = [{ label: "any.secret", value: PIN }];

  it("leaves JSON in what is shown", () => {
    const message = { ...EMPTY, body: Buffer.from(text) };
    const { asked, answered } = createRedactor(secrets, rules).exchange(message, message);
    for (const { body } of [asked, answered ?? EMPTY]) {
      const shown = Buffer.from(body ?? []).toString();
      expect(shown).toContain("[secret:");
      expect(shown).not.toContain(PIN);
      for (const line of shown.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    }
  });

  it("is kept exactly, and read back from a template", () => {
    const entry = captured({ body: text }, { secrets, personal: ["body.player.**"] });
    const content = entry.request.body?.content ?? "";
    const template = renderTemplate(content);
    for (const each of [content, parseTemplate(template)]) {
      const shown = displayText(each);
      expect(shown).not.toContain(PIN);
      if (!text.includes(`9${PIN}0`))
        for (const line of shown.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    }
    expect(template).not.toContain(PIN);
  });
});

it("the other numbers keep every digit", () => {
  const text = `{"token":${PIN}, "amount": 1.50, "big":12345678901234567890 }`;
  const message = { ...EMPTY, body: Buffer.from(text) };
  const { asked } = createRedactor([]).exchange(message, null);
  expect(Buffer.from(asked.body ?? []).toString()).toBe(text.replace(PIN, '"[secret:body.token]"'));
});

it("is sent again as a number", () => {
  const text = `{"id":${PIN}}`;
  const secrets = [{ label: "any.secret", value: PIN }];
  const { request } = captured({ body: text }, { secrets });
  const again = refillBytes(parseTemplate(renderTemplate(request.body?.content ?? "")), () => PIN);
  expect(Buffer.from(again).toString()).toBe(text);
});

describe("what this tool made up itself is no secret", () => {
  const secret = "the-real-secret-4711-4712";
  const rules = { ...DEFAULT_RULES, isOwnRequest: true };
  const body = (text: string) => Buffer.from(JSON.stringify({ pid: text, said: "secret" }));
  const asked = (guess: string) => ({
    url: "http://h/x",
    headers: [["Authorization", `Bearer ${guess}`]] as const,
    body: body("acme-partner"),
  });
  const answered = (guess: string) => ({ url: "", headers: [], body: body(guess) });

  it.each(["acme-partner", "secret", "changeme"])("a guess: %s", (guess) => {
    const redactor = createRedactor([{ label: "s", value: secret }], rules);
    const shown = redactor.exchange(asked(guess), answered(guess));
    expect(Buffer.from(shown.asked.body ?? []).toString()).toContain("acme-partner");
    expect(Buffer.from(shown.answered?.body ?? []).toString()).toContain(guess);
    expect(redactor.text(`got ${guess}`)).toBe(`got ${guess}`);
  });

  it.each([secret, secret.toUpperCase(), secret.slice(0, -1), `${secret}x`, secret.slice(3)])(
    "but what is made of the real one is: %s",
    (derived) => {
      const redactor = createRedactor([{ label: "s", value: secret }], rules);
      const shown = redactor.exchange(asked(derived), answered(derived));
      expect(Buffer.from(shown.answered?.body ?? []).toString()).not.toContain(derived);
      expect(redactor.text(`got ${derived}`)).not.toContain(derived);
    },
  );

  it("nor is a short beginning of what was made of it", () => {
    const redactor = createRedactor([{ label: "s", value: secret }], rules);
    redactor.exchange(asked(secret.slice(0, 13)), null);
    redactor.exchange(asked(secret.slice(0, 7)), null);
    expect(redactor.text("the-real world")).toBe("the-real world");
  });

  it("nor is a piece that the profile says openly", () => {
    const short = [{ label: "token", value: "sandbox-user" }];
    const open = { ...rules, openWords: ["sandbox-partner"] };
    const redactor = createRedactor(short, open);
    redactor.exchange(asked("sandbox-"), null);
    expect(redactor.text("sandbox-partner")).toBe("sandbox-partner");
    expect(redactor.headers([["X-Pid", "sandbox-partner"]])).toEqual([
      ["X-Pid", "sandbox-partner"],
    ]);
    expect(redactor.headers([["X-Pid", "sandbox-user"]])).toEqual([["X-Pid", "[secret:token]"]]);
  });

  it("nor in the journal", () => {
    const facts = {
      ...{ id: "000000000000", command: "conformance", step: "", environment: null },
      ...{ partner: null, tool: "1.2.3", live: false, note: null, keys: {} },
    };
    const trace = {
      ...{ sentHead: null, remoteAddress: null, localPort: null },
      ...{ startedAtMs: 0, headMs: 1, totalMs: 2 },
    };
    const timeouts = { connectMs: 1, responseMs: 1, totalMs: 1 };
    const entry = createCapture([{ label: "s", value: secret }], rules).sent(
      facts,
      { ...asked("acme-partner"), method: "POST", timeouts },
      {
        reply: { status: 200, headers: [], body: body("acme-partner"), bodyBytes: 9 },
        failure: null,
        trace,
      },
    );
    expect(displayText(entry.request.body?.content ?? "")).toContain("acme-partner");
    expect(displayText(entry.response?.body.content ?? "")).toContain("acme-partner");
  });
});
