/**
 * How a player chooses a creator: in the WebView, where that can be operated
 * without a browser (the sandbox's), else by the call to PlayCamp's SDK API
 * that does the same.
 */
import type { HttpReply } from "../../../core/http.js";
import { parseJsonBytes } from "../../../protocols/webhook/signature.js";
import { isSuccess } from "../../expect.js";
import { ScenarioBlocked, type Step } from "../../scenario-context.js";
import {
  campaignWithCreators,
  createTalk,
  NO_PLACE,
  sponsorships,
  type Talk,
  tell,
  undo,
} from "./api-talk.js";
import {
  enter,
  entrance,
  type Entrance,
  type FlowContext,
  openWebView,
  usersOf,
} from "./flow-target.js";

/** What came of a choice: `problem` where it was not taken. */
export interface Choice {
  readonly step: Step;
  readonly problem: string | null;
  /** PlayCamp may refuse another creator for 30 days. */
  readonly mayBeRefused: boolean;
}

/** An entry with the WebView open. */
export interface Visit {
  readonly entrance: Entrance;
  readonly creators: readonly [string, string, ...string[]];
  readonly steps: readonly Step[];
  /** @param creatorKey empty for none any more */
  readonly choose: (name: string, creatorKey: string) => Promise<Choice>;
  /** Ends what was chosen, also in a run that was interrupted. */
  readonly leave: () => Promise<void>;
}

/** Requests of a visit besides its choices, at most. */
export const VISIT_REQUESTS = 25;
const MOST_USERS = 20;

/** @throws {ScenarioBlocked} where the WebView does not open, or nobody can choose */
export async function visit(context: FlowContext, label: string): Promise<Visit> {
  const talk = createTalk(context);
  const door = entrance(context, label, await userWhoMayChoose(context, talk, label));
  const { step, webView } = await enter(context, "a right entry", door);
  const opened = await openWebView(context, "the WebView", webView);
  const reply = context.need(opened);
  const steps = [step, opened];
  if (!isSuccess(reply))
    throw new ScenarioBlocked(
      `the WebView did not open: ${reply.status}`,
      steps.flatMap(({ exchanges }) => exchanges),
    );
  const page = readPage(webView, reply);
  const way = page === null ? await throughApi(context, talk, door) : throughPage(context, page);
  return { entrance: door, steps, ...way };
}

/** @throws {ScenarioBlocked} when the choice was not taken */
export function taken({ step, problem }: Choice): Step {
  if (problem === null) return step;
  throw new ScenarioBlocked(problem, step.exchanges);
}

/**
 * Of users whom the samples name, one who never sponsored anybody: what a second
 * sponsorship sends is not agreed.
 */
async function userWhoMayChoose(context: FlowContext, talk: Talk, label: string) {
  const users = usersOf(context, label);
  if (context.target.webhook.samples.users.length === 0) return users[0];
  for (const user of users.slice(0, MOST_USERS))
    if ((await sponsorships(talk, user)).length === 0) return user;
  throw new ScenarioBlocked(
    "every user of webhook.samples.users that was asked for has sponsored a creator before; add one who has not",
    talk.seen,
  );
}

type Way = Pick<Visit, "creators" | "choose" | "leave">;

async function throughApi(
  context: FlowContext,
  talk: Talk,
  { usn, token }: Entrance,
): Promise<Way> {
  const place = await campaignWithCreators(talk);
  if (place === null) throw new ScenarioBlocked(NO_PLACE, talk.seen);
  const { campaignId, creators } = place;
  const own = ["sponsors", "user", usn];
  const session = { campaignId, callbackId: token };
  const end = { method: "DELETE", path: own, query: session } as const;
  let stands = false;
  // A choice whose reply got lost may have been taken.
  let mayStand = false;
  const choose: Visit["choose"] = async (name, creatorKey) => {
    const isChange = stands && creatorKey !== "";
    mayStand ||= creatorKey !== "";
    const { step, reply } = await talk.send(`${name}, through PlayCamp's SDK API`, {
      ...(creatorKey === ""
        ? end
        : isChange
          ? { method: "PUT", path: own, body: { newCreatorKey: creatorKey, ...session } }
          : { method: "POST", path: ["sponsors"], body: { userId: usn, creatorKey, ...session } }),
    });
    const isTaken = reply.kind === "data";
    if (isTaken) stands = mayStand = creatorKey !== "";
    return {
      step,
      problem: isTaken ? null : `${name}: PlayCamp's SDK API did not take it: ${tell(reply)}`,
      mayBeRefused: isChange && reply.kind === "error" && reply.status === 400,
    };
  };
  return {
    creators,
    choose,
    leave: async () => {
      if (!mayStand) return;
      const what = `the sponsorship of ${usn}`;
      await undo(context, "the sponsorship is ended", end, what);
    },
  };
}

/** A WebView that can be operated without a browser: the sandbox's. */
interface Page {
  readonly session: string;
  readonly chooseUrl: string;
  readonly creators: readonly [string, string, ...string[]];
}

/** @returns null for any other page */
export function readPage(webView: string, reply: HttpReply): Page | null {
  if (!isSuccess(reply)) return null;
  const json = parseJsonBytes(reply.body)?.value as
    | {
        readonly session?: unknown;
        readonly choose?: unknown;
        readonly creators?: unknown;
      }
    | null
    | undefined;
  const { session, choose, creators } = json ?? {};
  if (typeof session !== "string" || typeof choose !== "string") return null;
  if (!URL.canParse(choose, webView)) return null;
  const keys = Array.isArray(creators)
    ? creators.flatMap((each: { readonly key?: unknown } | null) =>
        typeof each?.key === "string" ? [each.key] : [],
      )
    : [];
  const [first, second, ...others] = keys;
  return first === undefined || second === undefined
    ? null
    : {
        session,
        chooseUrl: new URL(choose, webView).href,
        creators: [first, second, ...others],
      };
}

function throughPage(context: FlowContext, { session, chooseUrl, creators }: Page): Way {
  return {
    creators,
    choose: async (name, creatorKey) => {
      const step = await context.send(name, {
        method: "POST",
        url: chooseUrl,
        headers: [
          ["Content-Type", "application/x-www-form-urlencoded"],
          ["Accept", "application/json"],
        ],
        body: Buffer.from(new URLSearchParams({ session, creatorKey }).toString()),
      });
      const reply = context.need(step);
      const problem = `the WebView did not take the choice: ${reply.status}`;
      return { step, problem: isSuccess(reply) ? null : problem, mayBeRefused: false };
    },
    leave: () => Promise.resolve(),
  };
}
