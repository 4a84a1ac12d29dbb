/** Bodies that hold no postback, and levels that are none: 400, and never a server error. */
import {
  aliasesOf,
  encodePostback,
  postbackDocument,
  type Postback,
} from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import { expectNoServerError } from "../../expect.js";
import { type Refusal, refusalScenario, refusedWith } from "./refusal.js";
import { bodyOf, POSTBACK_CLAUSE, type PostbackTarget } from "./postback-target.js";

const JSON_CLAUSE = `${POSTBACK_CLAUSE}, errors: 400 for invalid JSON`;
const LEVEL_CLAUSE = `${POSTBACK_CLAUSE}, request body: level_number is a positive integer`;

interface BodyRefusal {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly kills: readonly string[];
  readonly because: string;
  /** What is wrong → the body's text. */
  readonly bodies: Readonly<Record<string, (right: Postback) => string>>;
}

function body(id: string, refusal: BodyRefusal): Refusal {
  const { title, why, fix, kills, because, bodies } = refusal;
  return {
    check: {
      id: `postback.body.${id}-refused`,
      title,
      level: "MUST",
      clause: JSON_CLAUSE,
      why,
      fix,
      kills,
    },
    steps: Object.keys(bodies),
    request: (context, right, at) =>
      bodyOf(context, Buffer.from(Object.values(bodies)[at]?.(right) ?? "")),
    judge: refusedWith(400, because),
  };
}

const json = (right: Postback) => JSON.stringify(postbackDocument(right));

const BODIES: readonly Refusal[] = [
  body("invalid-json", {
    title: "a body that is not JSON is refused with 400",
    why: "A server error tells the game to try again for ever, and shows that input reaches code unchecked.",
    fix: "Catch the parser's error and answer 400.",
    kills: ["postback.crashes-on-bad-json"],
    because: "the body is not JSON",
    bodies: {
      "JSON less its last character": (right) => json(right).slice(0, -1),
    },
  }),
  body("no-object", {
    title: "a body that is JSON, but no object, is refused with 400",
    why: "Reading a field of null or of a number is the commonest crash of a handler.",
    fix: "Check that the parsed body is an object, and neither a list nor null, before any field is read.",
    kills: ["postback.crashes-on-null-body"],
    because: "the body is no JSON object",
    bodies: {
      "a list": (right) => `[${json(right)}]`,
      "a text": () => '"postback"',
      "a number": () => "42",
      null: () => "null",
    },
  }),
  body("empty", {
    title: "an empty body is refused with 400",
    why: "Many frameworks hand an empty body over as undefined, and the first field that is read crashes.",
    fix: "Treat an empty body like any other that is no JSON object.",
    kills: ["postback.crashes-on-empty-body"],
    because: "the body is empty",
    bodies: { "an empty body": () => "" },
  }),
];

/** An alias may be read by other code. */
const LEVEL_NAMES = aliasesOf("level_number");

function level(
  id: string,
  title: string,
  kills: readonly string[],
  value: (right: Postback) => unknown,
  severity: "MUST" | "SHOULD" = "MUST",
): Refusal {
  return {
    check: {
      id: `postback.level.${id}-refused`,
      title: `${title} as level is refused with 400`,
      level: severity,
      clause: LEVEL_CLAUSE,
      why: "A level that cannot be finished is stored, and with some arithmetic it earns coins.",
      fix: "Accept a level only when it is a JSON number, an integer, and at least 1.",
      kills,
    },
    steps: LEVEL_NAMES.map((name) => `${title} as ${name}`),
    request: (context, right, at) => {
      const { level_number: _, ...document } = postbackDocument(right);
      const name = LEVEL_NAMES[at] ?? "level_number";
      return bodyOf(context, encodePostback({ ...document, [name]: value(right) }));
    },
    judge: refusedWith(400, "level_number must be a positive integer"),
  };
}

/** Neither is a milestone, so that no coin moves where they are accepted. */
const HUGE_LEVELS = [2 ** 31, Number.MAX_SAFE_INTEGER] as const;

const LEVELS: readonly Refusal[] = [
  level("zero", "0", ["postback.accepts-level-zero"], () => 0),
  level("negative", "-5", ["postback.accepts-negative-levels"], () => -5),
  level("fraction", "5.5", ["postback.rounds-fractional-levels"], () => 5.5),
  level("word", "a word", ["postback.crashes-on-word-levels"], () => "ten"),
  level(
    "digits-and-letters",
    "digits and letters",
    ["postback.parses-level-beginnings"],
    (right) => `${right.level}abc`,
  ),
  level(
    "number-in-quotes",
    "a number in quotes",
    ["postback.coerces-text-levels"],
    (right) => String(right.level),
    "SHOULD",
  ),
  {
    check: {
      id: "postback.level.huge-never-5xx",
      title: "a level beyond 32 bits never ends in a server error",
      level: "SHOULD",
      clause: LEVEL_CLAUSE,
      why: "A column that overflows is a crash that anyone with a game can cause.",
      fix: "Store the level in 64 bits, or answer 400 above the highest level that you keep.",
      kills: ["postback.crashes-on-huge-levels"],
    },
    steps: HUGE_LEVELS.map((huge) => `level ${huge}`),
    request: (context, right, at) =>
      bodyOf(context, encodePostback(postbackDocument({ ...right, level: HUGE_LEVELS[at] ?? 1 }))),
    judge: (reply) => expectNoServerError(reply, "the level is an integer"),
  },
];

export const bodyScenarios: readonly Scenario<PostbackTarget>[] = [
  refusalScenario("postback.refused.bodies", BODIES),
  refusalScenario("postback.refused.levels", LEVELS),
];
