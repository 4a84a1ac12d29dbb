/**
 * The documented reply bodies as data: what a first postback of a milestone, of
 * another level, and a repeat must say. Fields beyond these are free.
 */
import { coinsForLevel, isMilestone } from "./coins.js";
import { valueBelow } from "../../core/json/path.js";
import type { ReplyProblem } from "./reply-problem.js";
import type { Postback } from "./request.js";
import { canonicalUid } from "./uid.js";

/** What one field of a reply must be. */
export interface ReplyExpectation {
  readonly field: string;
  readonly about: ReplyProblem["about"];
  /** In words, for the problem's text. */
  readonly expected: string;
  readonly accepts: (found: unknown) => boolean;
}

type Scalar = string | number | boolean;

/**
 * @param isRepeat the same user, game and level was accepted before
 */
export function expectationsFor(sent: Postback, isRepeat: boolean): readonly ReplyExpectation[] {
  if (isRepeat) return repeatExpectations(sent);
  return isMilestone(sent.level) ? milestoneExpectations(sent) : plainLevelExpectations(sent);
}

/** Compares a reply's document with what it should say. */
export function unmetExpectations(
  document: Readonly<Record<string, unknown>>,
  expectations: readonly ReplyExpectation[],
): readonly ReplyProblem[] {
  return expectations.flatMap(({ field, about, expected, accepts }) => {
    const value = valueBelow(document, field);
    return accepts(value) ? [] : [{ field, about, expected, found: renderFound(value) }];
  });
}

function milestoneExpectations(sent: Postback): readonly ReplyExpectation[] {
  return [
    exactly("ok", "outcome", true),
    exactly("awarded", "outcome", true),
    exactly("milestone", "outcome", true),
    absentOr("duplicate", "outcome", false),
    exactly("coinDelta", "outcome", coinsForLevel(sent.level)),
    exactly("pid", "echo", sent.pid),
    exactly("gid", "echo", sent.gid),
    exactly("game_id", "echo", sent.gid),
    exactly("level_number", "echo", sent.level),
    {
      field: "user.id",
      about: "user",
      expected: JSON.stringify(sent.uid),
      accepts: (found) => isSameUser(found, sent.uid),
    },
    {
      field: "user.coins",
      about: "user",
      expected: "an integer",
      accepts: (found) => Number.isSafeInteger(found),
    },
    present("user.appId"),
    present("user.deviceId"),
  ];
}

// The guide shows no body for this case, so only what it says in words must be there.
function plainLevelExpectations(sent: Postback): readonly ReplyExpectation[] {
  return [
    exactly("ok", "outcome", true),
    exactly("awarded", "outcome", false),
    absentOr("milestone", "outcome", false),
    absentOr("duplicate", "outcome", false),
    absentOr("coinDelta", "outcome", 0),
    absentOr("pid", "echo", sent.pid),
    absentOr("gid", "echo", sent.gid),
    absentOr("game_id", "echo", sent.gid),
    absentOr("level_number", "echo", sent.level),
    absentOrUserId(sent.uid),
  ];
}

function repeatExpectations(sent: Postback): readonly ReplyExpectation[] {
  return [
    exactly("ok", "outcome", true),
    exactly("awarded", "outcome", false),
    exactly("duplicate", "outcome", true),
    absentOr("coinDelta", "outcome", 0),
    exactly("pid", "echo", sent.pid),
    exactly("gid", "echo", sent.gid),
    absentOr("game_id", "echo", sent.gid),
    exactly("level_number", "echo", sent.level),
    absentOrUserId(sent.uid),
  ];
}

function exactly(field: string, about: ReplyProblem["about"], value: Scalar): ReplyExpectation {
  return {
    field,
    about,
    expected: JSON.stringify(value),
    accepts: (found) => found === value,
  };
}

function absentOr(field: string, about: ReplyProblem["about"], value: Scalar): ReplyExpectation {
  return {
    field,
    about,
    expected: `${JSON.stringify(value)} or absent`,
    accepts: (found) => found === undefined || found === null || found === value,
  };
}

function present(field: string): ReplyExpectation {
  return {
    field,
    about: "user",
    expected: "present",
    accepts: (found) => found !== undefined,
  };
}

function absentOrUserId(uid: string): ReplyExpectation {
  return {
    field: "user.id",
    about: "user",
    expected: `${JSON.stringify(uid)} or absent`,
    accepts: (found) => found === undefined || found === null || isSameUser(found, uid),
  };
}

function isSameUser(found: unknown, uid: string): boolean {
  return typeof found === "string" && canonicalUid(found) === canonicalUid(uid);
}

const LONGEST_FOUND_CHARACTERS = 80;

function renderFound(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length <= LONGEST_FOUND_CHARACTERS
    ? text
    : `${text.slice(0, LONGEST_FOUND_CHARACTERS)}…`;
}
