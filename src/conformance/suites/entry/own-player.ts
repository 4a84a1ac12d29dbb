/** What belongs to one player never shows at another, and what is refused for one harms nobody. */
import { headerValue, type HttpReply } from "../../../core/http.js";
import type { EntryValues } from "../../../protocols/entry/recipe.js";
import { attemptsOf } from "../../../protocols/signing/forgeries/forgeries.js";
import { forEachAtOnce } from "../../at-once.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectNoServerError, findingAmong } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import type { Precondition } from "../../verdict.js";
import { ENTRY_FORGING, ENTRY_REFUSAL } from "./forging.js";
import {
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRedirect,
  freshValues,
  get,
  keptOut,
  letIn,
  rightUrl,
} from "./entry-target.js";

const OWN: CheckDefinition = {
  id: "entry.location.own-player",
  title: "of players one after the other and at once, each is led to a place of his own",
  level: "MUST",
  clause: `${ENTRY_CLAUSE}: 302 to the player's WebView`,
  why: "One player chooses a creator and collects in the name of another.",
  fix: "Make a WebView token for each entry, and keep neither it nor the player in a variable or a cache that entries share.",
  kills: ["entry.shares-web-views"],
};

const UNHARMED: CheckDefinition = {
  id: "entry.signature.refused-has-no-effect",
  title: "a player whose token was refused is let in with a right one at once",
  level: "MUST",
  clause: ENTRY_REFUSAL.clause,
  why: "Anyone who knows a user id could lock its player out.",
  fix: "Keep nothing of a refused entry; count refusals by the address that they come from, not by the player that they name.",
  kills: ["entry.locks-out", "entry.empty-location"],
};

const MALFORMED: CheckDefinition = {
  id: "entry.parameters.malformed-no-server-error",
  title: "a query that is badly written never ends in a server error",
  level: "SHOULD",
  clause: ENTRY_REFUSAL.clause,
  why: "A request that anyone can send must not break the gateway.",
  fix: "Read the query with a library that takes what it cannot decode as it stands, or answer 4xx.",
  kills: ["entry.crashes-on-broken-escapes", "entry.crashes-on-non-ascii"],
};

const PLAYERS = 8;
const AT_ONCE = PLAYERS / 2;
const REFUSALS = 3;

/** Put behind the address of a right entry, or in place of its query. */
const BADLY_WRITTEN: readonly (readonly [what: string, query: (right: string) => string])[] = [
  ["a percent sign without digits", (right) => `${right}&x=%ZZ`],
  ["a percent sign at its end", (right) => `${right}%`],
  ["half a character of UTF-8", (right) => `${right}&x=%E0%A4`],
  ["a parameter without a name", (right) => `${right}&=1&&`],
  ["brackets in its names", (right) => `${right}&usn[a]=1&custom_data[]=2`],
  ["nothing in it", () => ""],
];

export const ownPlayerScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.accepted.own-player",
    requests: PLAYERS,
    checks: [OWN],
    run: async (context) => {
      const players = Array.from({ length: PLAYERS }, (_, at) => playerOf(context, at));
      const enter = ({ usn, ...values }: EntryValues) =>
        context.send(`player ${usn}`, get(rightUrl(context, { usn, ...values })));
      const steps: Step[] = [];
      for (const player of players.slice(AT_ONCE)) steps.push(await enter(player));
      steps.unshift(...(await forEachAtOnce(AT_ONCE, players.slice(0, AT_ONCE), enter)));
      context.judge(OWN.id, steps, (...replies) => expectOwn(players, replies), steps.map(letIn));
    },
  },
  {
    id: "entry.refused.no-effect",
    requests: 1 + REFUSALS + 1,
    checks: [UNHARMED],
    run: async (context) => {
      const { preconditions } = await ENTRY_FORGING.control(context);
      const { credential, request } = ENTRY_FORGING.forge(context, "refused");
      const [wrong] = attemptsOf("other-key", credential);
      const refused: Precondition[] = [];
      for (let nth = 1; nth <= REFUSALS; nth += 1) {
        const step = await context.send(`a wrong token, ${nth}`, request(wrong?.value ?? ""));
        refused.push(keptOut(step));
      }
      const step = await context.send("the player's right token", request(credential.value));
      context.judge(UNHARMED.id, step, expectRedirect, [...preconditions, ...refused]);
    },
  },
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
      context.judge(
        MALFORMED.id,
        steps,
        (...replies) =>
          findingAmong(steps, replies, (reply) =>
            expectNoServerError(reply, "anyone can send such a query"),
          ),
        preconditions,
      );
    },
  },
];

/** All in one campaign; ids that nothing else in an address looks like. */
function playerOf(context: EntryContext, at: number): EntryValues {
  const usn = String(context.values.int(`player ${at}`, 1e11, 1e12 - 1));
  return { ...freshValues(context, `player ${at}`), usn, campaign: "camp_100" };
}

/** PlayCamp's WebView is opened by a token that serves once. */
function tokenIn(location: string): string | null {
  return /[?&]ott=([^&#]+)/.exec(location)?.[1] ?? null;
}

function expectOwn(players: readonly EntryValues[], replies: readonly HttpReply[]): Finding | null {
  const tokens = new Map<string, string>();
  for (const [at, { headers }] of replies.entries()) {
    const location = headerValue(headers, "location") ?? "";
    const own = players[at]?.usn ?? "";
    const other = players.find(({ usn }) => usn !== own && location.includes(usn))?.usn;
    if (other !== undefined)
      return {
        expected: `a Location for player ${own}`,
        actual: `it names player ${other}: ${location}`,
      };
    const token = tokenIn(location);
    const owner = token === null ? undefined : tokens.get(token);
    if (owner !== undefined)
      return {
        expected: `a WebView token of player ${own}`,
        actual: `it is that of player ${owner}`,
      };
    if (token !== null) tokens.set(token, own);
  }
  return null;
}
