/** Queries that anyone can write, and no library of URLs would. */
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Step } from "../../scenario-context.js";
import { neverServerError } from "../../expect.js";
import { type EntryTarget, get } from "./entry-target.js";
import { ENTRY_FORGING, ENTRY_REFUSAL } from "./forging.js";

const MALFORMED: CheckDefinition = {
  id: "entry.parameters.malformed-no-server-error",
  title: "a query that is badly written never ends in a server error",
  level: "SHOULD",
  clause: ENTRY_REFUSAL.clause,
  why: "A request that anyone can send must not break the gateway.",
  fix: "Read the query with a library that takes what it cannot decode as it stands, or answer 4xx.",
  kills: ["entry.crashes-on-broken-escapes", "entry.crashes-on-non-ascii"],
};

/** Put behind the address of a right entry, or in place of its query. */
const BADLY_WRITTEN: readonly (readonly [what: string, query: (right: string) => string])[] = [
  ["a percent sign without digits", (right) => `${right}&x=%ZZ`],
  ["a percent sign at its end", (right) => `${right}%`],
  ["half a character of UTF-8", (right) => `${right}&x=%E0%A4`],
  ["a parameter without a name", (right) => `${right}&=1&&`],
  ["brackets in its names", (right) => `${right}&usn[a]=1&custom_data[]=2`],
  ["nothing in it", () => ""],
];

export const badlyWrittenScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.refused.badly-written",
    requests: 1 + BADLY_WRITTEN.length,
    checks: [MALFORMED],
    run: async (context) => {
      const { request, preconditions } = await ENTRY_FORGING.control(context);
      const [path = "", query = ""] = request.url.split("?");
      const steps: Step[] = [];
      for (const [what, write] of BADLY_WRITTEN)
        steps.push(await context.send(`a query with ${what}`, get(`${path}?${write(query)}`)));
      const because = "anyone can send such a query";
      context.judge(MALFORMED.id, steps, neverServerError(steps, because), preconditions);
    },
  },
];
