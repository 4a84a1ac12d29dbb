/** Gateways that remember, count or read a little too much, and some that only travel oddly. */
import { setTimeout as wait } from "node:timers/promises";
import { exactly, type Trust } from "../trust.js";
import type { GatewayChanges } from "./gateway.js";
import { HMAC, lax, legal, seconds, wrong } from "./table.js";

/** Who entered rightly once is let in without a look at the signature. */
function remembersUsers(): GatewayChanges {
  const known = new Set<string>();
  const trusts: Trust = (credential) => {
    const usn = credential.asked.query.get("usn") ?? "";
    const isRight = exactly(credential);
    if (isRight) known.add(usn);
    return isRight || known.has(usn);
  };
  return { trusts };
}

/** Locks an account after five refusals, whoever named it. */
function lockAfterFive(): GatewayChanges {
  const refusals = new Map<string, number>();
  return {
    refused: ({ query }) => {
      const usn = query.get("usn") ?? "";
      refusals.set(usn, (refusals.get(usn) ?? 0) + 1);
      return { status: 401 };
    },
    admits: ({ usn }) => ((refusals.get(usn) ?? 0) >= 5 ? { status: 401 } : undefined),
  };
}

/** A store of used tokens whose key is the second alone. */
function oneASecond(): GatewayChanges {
  const used = new Map<string, string>();
  return {
    admits: ({ timestamp, tokenUsn }) => {
      const by = used.get(timestamp) ?? tokenUsn;
      used.set(timestamp, by);
      return by === tokenUsn ? undefined : { status: 401, body: { error: "token used" } };
    },
  };
}

/** A store of used tokens whose key is the player alone. */
function oneAPlayer(): GatewayChanges {
  const used = new Map<string, string>();
  return {
    admits: ({ timestamp, tokenUsn }) => {
      const at = used.get(tokenUsn) ?? timestamp;
      used.set(tokenUsn, at);
      return at === timestamp ? undefined : { status: 401, body: { error: "token used" } };
    },
  };
}

export const SECOND_LOOK = [
  wrong("age-modulo-hour", "the age is the difference of the minutes", "expiry prevents replay", {
    isTimely: (entry, nowSec) =>
      Math.abs((Math.floor(nowSec) % 3600) - (seconds(entry) % 3600)) <= 300,
  }),
  wrong(
    "known-users-pass",
    "a user who entered is not checked again",
    "every entry is signed",
    () => remembersUsers(),
  ),
  lax("usn-by-leading-digits", "100001x counts as 100001", "a token is for one user", {
    isSameUser: ({ usn, tokenUsn }) => parseInt(usn, 10) === parseInt(tokenUsn, 10),
  }),
  wrong("one-user-a-second", "two users of one second are one", "both tokens are right", () =>
    oneASecond(),
  ),
  wrong("one-entry-a-player", "a player enters once", "each new token is right", () =>
    oneAPlayer(),
  ),
  wrong("locks-after-five", "five wrong tokens lock a player out", "anyone can send them", () =>
    lockAfterFive(),
  ),
  lax("campaign-of-letters", "a Korean campaign breaks it", "anyone can send such a query", {
    admits: ({ campaign }) => (/[^ -~]/.test(campaign) ? { status: 500 } : undefined),
  }),
  lax("one-campaign", "a parameter twice breaks it", "anyone can send such a query", {
    before: ({ query }) =>
      query.getAll("camp_code").length > 1 ? { status: 500, body: "TypeError" } : undefined,
  }),
  legal("grace-of-30s", "the life is 30 s longer than agreed", "60 s around the border are free", {
    ...HMAC,
    isTimely: ({ timestamp }, nowSec) => {
      const age = nowSec - Number(timestamp) / 1000;
      return age <= 90 && age >= -30;
    },
  }),
  legal("early-hints", "says 103 before each answer", "an informational answer is none", {
    manner: { hints: true },
  }),
  legal("slow-refusals", "refuses after a second", "what slows a guesser down is no fault", {
    refused: async () => {
      await wait(1000);
      return { status: 401 };
    },
  }),
];
