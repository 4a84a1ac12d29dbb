/** What belongs to one player never shows at another, and what is refused for one harms nobody. */
import { headerValue, type HttpReply } from "../../../core/http.js";
import type { EntryValues } from "../../../protocols/entry/recipe.js";
import { attemptsOf } from "../../../protocols/signing/forgeries/forgeries.js";
import { forEachAtOnce } from "../../at-once.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { type Precondition, precondition } from "../../verdict.js";
import { ENTRY_FORGING, ENTRY_REFUSAL } from "./forging.js";
import {
  enter,
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

const PLAYERS = 8;
const AT_ONCE = PLAYERS / 2;
/** Accounts are often locked after five. */
const REFUSALS = 6;

export const ownPlayerScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.accepted.own-player",
    requests: PLAYERS,
    checks: [OWN],
    run: async (context) => {
      const players = Array.from({ length: PLAYERS }, (_, at) => playerOf(context, at));
      const enterAs = ({ usn, ...values }: EntryValues) =>
        context.send(`player ${usn}`, get(rightUrl(context, { usn, ...values })));
      const steps: Step[] = [];
      for (const player of players.slice(AT_ONCE)) steps.push(await enterAs(player));
      steps.unshift(...(await forEachAtOnce(AT_ONCE, players.slice(0, AT_ONCE), enterAs)));
      if (steps.every(({ reply }) => reply?.status === 302) && !tellsPlayers(players, steps))
        context.notApplicable(OWN.id, "no Location tells whose place it is");
      else
        context.judge(OWN.id, steps, (...replies) => expectOwn(players, replies), steps.map(letIn));
    },
  },
  {
    id: "entry.refused.no-effect",
    requests: 1 + REFUSALS + 2,
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
      // Where refusals are counted by address, this one is kept out as well.
      const other = await enter(context, freshValues(context, "beside"));
      const step = await context.send("the player's right token", request(credential.value));
      context.judge(UNHARMED.id, step, expectRedirect, [
        ...preconditions,
        ...refused,
        precondition(
          other,
          ({ status }) => status === 302,
          "after the wrong tokens another player is kept out as well: refusals are counted by address, or everybody is shut out",
        ),
      ]);
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

function locationOf({ reply }: Pick<Step, "reply">): string {
  return reply === null ? "" : (headerValue(reply.headers, "location") ?? "");
}

/** By a player's id, by PlayCamp's token, or by places that all differ. */
function tellsPlayers(players: readonly EntryValues[], steps: readonly Step[]): boolean {
  const locations = steps.map(locationOf);
  const isTelling = (location: string) =>
    tokenIn(location) !== null || players.some(({ usn }) => location.includes(usn));
  return locations.some(isTelling) || new Set(locations).size === locations.length;
}

function expectOwn(players: readonly EntryValues[], replies: readonly HttpReply[]): Finding | null {
  const tokens = new Map<string, string>();
  const places = new Map<string, string>();
  const locations = replies.map((reply) => locationOf({ reply }));
  const areNamed = locations.some((each, at) => each.includes(players[at]?.usn ?? " "));
  for (const [at, location] of locations.entries()) {
    const own = players[at]?.usn ?? "";
    const other = players.find(({ usn }) => usn !== own && location.includes(usn))?.usn;
    if (other !== undefined)
      return {
        expected: `a Location for player ${own}`,
        actual: `it names player ${other}: ${location}`,
      };
    // Of whoever else was under way; one page for all names nobody.
    const neighbour = places.get(location);
    if (areNamed && neighbour !== undefined)
      return {
        expected: `a Location for player ${own}`,
        actual: `it is that of player ${neighbour}: ${location}`,
      };
    places.set(location, own);
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
