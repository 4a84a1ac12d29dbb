/** Which forgeries one check stands for, as data: every suite has these checks, each for its own messages. */
import type { Level } from "../core/report.js";
import type { ForgeryId } from "../protocols/signing/forgeries/forgeries.js";
import type { PlacementId } from "../protocols/signing/forgeries/placements.js";
import type { TimestampForgeryId } from "../protocols/signing/forgeries/timestamps.js";

/** What a check stands for. */
export interface Group {
  readonly forgeries: readonly ForgeryId[];
  readonly times?: readonly TimestampForgeryId[];
  readonly placements?: readonly PlacementId[];
  readonly level?: Level;
  /** Completes "… with …". */
  readonly title: string;
  readonly why?: string;
}

export const GROUPS = {
  missing: { forgeries: ["missing"], title: "no credential" },
  empty: { forgeries: ["empty", "blank"], title: "an empty credential" },
  "wrong-key": { forgeries: ["other-key"], title: "a credential made with another key" },
  "empty-key": {
    forgeries: ["empty-key"],
    title: "a credential made with an empty key",
    why: "Where the key was not set, or is looked up and not found, anyone can sign.",
  },
  guessed: {
    forgeries: [
      "literal",
      "key-itself",
      "unkeyed",
      "exchanged",
      "outside-alphabet",
      "other-length",
    ],
    title: "a credential that needs no signing",
    why: "What can be made without computing the right value can be made by anyone.",
  },
  borrowed: { forgeries: ["borrowed"], title: "the credential of another message" },
  "every-character": {
    forgeries: ["every-character", "first-half-right", "last-half-right"],
    title: "any character of the right credential altered",
    why: "A compare that looks at a part only lets the rest be anything: the part can be guessed.",
  },
  short: {
    forgeries: ["first-half", "last-half", "beginning", "beheaded"],
    title: "a part of the right credential",
    why: "A compare that stops at the shorter value lets it be guessed a character at a time; one that throws lets anyone break the server.",
  },
  truncated: {
    forgeries: ["cut"],
    title: "the right credential less its last characters",
    why: "A cut value makes some decoders throw and others drop the rest.",
  },
  longer: {
    forgeries: ["longer", "led-in", "doubled"],
    title: "something before or after the right credential",
    why: "A compare that ignores the rest is a sign of one that compares too little.",
  },
  "other-encoding": {
    forgeries: ["other-encoding", "other-case"],
    title: "the right credential in another encoding",
    why: "A second way to write a credential is a second way past whatever filters the first.",
  },
  oversized: {
    forgeries: ["oversized", "non-ascii"],
    title: "8 KB, or characters outside ASCII, for a credential",
    why: "What is too long or too strange to compare must neither pass nor break the server.",
  },
  unclean: {
    forgeries: ["unclean", "broken", "second-value"],
    level: "SHOULD",
    title: "the right credential and something of no meaning beside it",
    why: "Some decoders drop what they do not know; what they drop is not looked at.",
  },
  misplaced: {
    forgeries: [],
    placements: ["twice", "other-name"],
    level: "SHOULD",
    title: "a credential that stands twice, or under another name",
    why: "Where several places may hold a credential, one that nobody filters can.",
  },
  stale: {
    forgeries: [],
    times: ["past-time", "zero-time", "other-day-time"],
    title: "a timestamp past its agreed life",
    why: "What was recorded once could be played back for ever.",
  },
  future: {
    forgeries: [],
    times: ["future-time", "wrapped-time"],
    title: "a timestamp an hour ahead",
    why: "A message with a far timestamp outlives its agreed life.",
  },
  ahead: {
    forgeries: [],
    times: ["near-future-time"],
    level: "SHOULD",
    title: "a timestamp two minutes ahead",
    why: "What is dated ahead outlives the tolerance by as much.",
  },
  "non-numeric": {
    forgeries: [],
    times: ["word-time", "empty-time", "negative-time", "lettered-time"],
    title: "a timestamp that is no number",
    why: "A comparison with what is no number is false, so such a message would never expire.",
  },
  "other-unit": {
    forgeries: [],
    times: ["other-unit-time"],
    level: "SHOULD",
    title: "a timestamp in the other unit",
    why: "Milliseconds read as seconds lie thousands of years ahead: such a message never expires.",
  },
  "other-digits": {
    forgeries: [],
    times: ["other-digits-time"],
    level: "SHOULD",
    title: "a timestamp in the digits of another script",
    why: "A second way to write a time is a second way past whatever filters the first.",
  },
} as const satisfies Record<string, Group>;

export type GroupId = keyof typeof GROUPS;

export function isGroupId(id: string): id is GroupId {
  return id in GROUPS;
}
