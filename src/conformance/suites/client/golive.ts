/** What PlayCamp wants to have seen once before a game is published. */
import { type CallCheck, callScenario, ofWholeRecord } from "./call-check.js";
import type { SeenCall } from "./seen-calls.js";

const WANTED = ["POST sponsors", "POST coupons/validate", "POST payments"];

/** As `golive check` counts it: what is refused was not called. */
function isDone({ route, status }: SeenCall, wanted: string): boolean {
  return route === wanted && status !== null && status < 400;
}

const CALLED: CallCheck = {
  id: "client.golive.all-called",
  title: "what PlayCamp demands before publishing was called",
  level: "MAY",
  clause: "PlayCamp developer guide, before publishing: sponsors, coupons/validate and payments",
  why: "PlayCamp does not publish a game whose server has not made these calls.",
  fix: "Play the flows that are missing, on PlayCamp's own sandbox too; isTest counts.",
  kills: [],
  isAbout: ({ route }) => route !== null,
  unseen: "no endpoint was called",
  judge: ofWholeRecord((calls) => {
    const missing = WANTED.filter((wanted) => !calls.some((call) => isDone(call, wanted)));
    return missing.length === 0
      ? null
      : {
          expected: WANTED.join(", "),
          actual: `missing: ${missing.join(", ")}`,
          calls: calls.slice(0, 1),
        };
  }),
};

export const goliveScenarios = [callScenario("client.golive", [CALLED])];
