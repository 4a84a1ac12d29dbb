/** How long a reply is waited for. */
import { type CallCheck, callScenario, eachCall } from "./call-check.js";
import { type SeenCall, settledAt } from "./seen-calls.js";

const CLIENTS = "PlayCamp's public clients";

const PATIENT: CallCheck = {
  id: "client.timeouts.patient",
  title: "a slow reply is waited for",
  level: "SHOULD",
  clause: `${CLIENTS}: 30 s`,
  why: "What is given up was often carried out: the game does not know that it is.",
  fix: "Wait 30 s for a reply, at least 10 s.",
  kills: ["client.impatient"],
  isAbout: ({ provoked, answeredAtMs }) => provoked === "slow" && answeredAtMs !== null,
  unseen: "no reply was slow",
  awaited: {
    isCandidate: ({ route, method }) => route !== null && method === "GET",
    more: "read six times, or try two coupons; that reply is slow",
  },
  judge: eachCall((call, { pace }) =>
    call.leftAtMs === null
      ? null
      : {
          expected: `a reply after ${pace.slowMs} ms is taken`,
          actual: `hung up after ${waitedMs(call)} ms`,
        },
  ),
};

function waitedMs(call: SeenCall): number {
  return Math.round((settledAt(call) ?? call.arrivedAtMs) - call.arrivedAtMs);
}

const ENDS: CallCheck = {
  id: "client.timeouts.bounded",
  title: "a reply that does not come is given up",
  level: "SHOULD",
  clause: `${CLIENTS}: 30 s`,
  why: "Calls that hang take up connections and threads until the game server stands still.",
  fix: "Give up after 30 s.",
  kills: ["client.waits-for-ever"],
  isAbout: ({ provoked, answeredAtMs, leftAtMs }) =>
    provoked === "held" && (answeredAtMs !== null || leftAtMs !== null),
  unseen: "no reply was held back",
  awaited: {
    isCandidate: ({ method, route }) => method === "GET" && route !== null,
    more: "read ten times, repetitions not counted; the tenth is held for 65 s, so listen as long",
  },
  judge: eachCall((call, { pace }) =>
    call.leftAtMs !== null
      ? null
      : {
          expected: `to be given up within ${pace.heldMs} ms`,
          actual: `waited ${waitedMs(call)} ms, to the end`,
        },
  ),
};

export const timeoutScenarios = [callScenario("client.timeouts", [PATIENT, ENDS])];
