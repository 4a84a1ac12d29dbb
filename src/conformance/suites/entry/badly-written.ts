/** Queries that anyone can write, and no library of URLs would. */
import type { EntryRecipe } from "../../../protocols/entry/recipe.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Step } from "../../scenario-context.js";
import { neverServerError } from "../../expect.js";
import { type EntryTarget, freshValues, get, rightUrl, withoutSeparators } from "./entry-target.js";
import { ENTRY_FORGING, ENTRY_REFUSAL } from "./forging.js";

const MALFORMED: CheckDefinition = {
  id: "entry.parameters.malformed-no-server-error",
  title: "a query that is badly written, or of an odd campaign, never ends in a server error",
  level: "SHOULD",
  clause: ENTRY_REFUSAL.clause,
  why: "A request that anyone can send must not break the gateway.",
  fix: "Read the query with a library that takes what it cannot decode as it stands, or answer 4xx; expect a parameter twice, and any text for a campaign.",
  kills: [
    "entry.crashes-on-broken-escapes",
    "entry.crashes-on-non-ascii",
    "entry.crashes-on-emoji",
    "entry.crashes-on-quotes",
  ],
};

type Query = (right: string, names: EntryRecipe["params"]) => string;

/** Put behind the address of a right entry, or in place of its query. */
const BADLY_WRITTEN: readonly (readonly [what: string, query: Query])[] = [
  ["a percent sign without digits", (right) => `${right}&x=%ZZ`],
  ["a percent sign at its end", (right) => `${right}%`],
  ["half a character of UTF-8", (right) => `${right}&x=%E0%A4`],
  ["a parameter without a name", (right) => `${right}&=1&&`],
  ["brackets in its names", (right, { usn, token }) => `${right}&${usn}[a]=1&${token}[]=2`],
  ["two users", (right, { usn }) => `${right}&${usn}=1`],
  ["two tokens", (right, { token }) => `${right}&${token}=1`],
  ["two campaigns", (right, { campaign }) => `${right}&${campaign}=1&${campaign}=2`],
  ["nothing in it", () => ""],
];

const ODD_CAMPAIGNS = ["봄-캠페인", "😀", "o'neil\r\n<b>"];

export const badlyWrittenScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.refused.badly-written",
    requests: 1 + BADLY_WRITTEN.length + ODD_CAMPAIGNS.length,
    checks: [MALFORMED],
    run: async (context) => {
      const { recipe } = context.target;
      const { request, preconditions } = await ENTRY_FORGING.control(context);
      const [path = "", query = ""] = request.url.split("?");
      const steps: Step[] = [];
      for (const [what, write] of BADLY_WRITTEN)
        steps.push(
          await context.send(`a query with ${what}`, get(`${path}?${write(query, recipe.params)}`)),
        );
      for (const odd of ODD_CAMPAIGNS) {
        const values = freshValues(context, odd);
        const entry = rightUrl(context, { ...values, campaign: withoutSeparators(recipe, odd) });
        steps.push(await context.send(`a campaign called ${JSON.stringify(odd)}`, get(entry)));
      }
      const because = "anyone can send such a query";
      context.judge(MALFORMED.id, steps, neverServerError(steps, because), preconditions);
    },
  },
];
