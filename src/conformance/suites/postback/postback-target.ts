/** A reward app's postback endpoint, and the postbacks that scenarios send it. */
import type { HttpReply } from "../../../core/http.js";
import type { PostbackSettings } from "../../../profile/postback-settings.js";
import { MILESTONE_INTERVAL } from "../../../protocols/postback/coins.js";
import {
  type PostbackReading,
  type PostbackTurn,
  readPostbackReply,
} from "../../../protocols/postback/postback-replies.js";
import type { ReplyProblem } from "../../../protocols/postback/reply-problem.js";
import {
  encodePostback,
  type Postback,
  type PostbackAuth,
  postbackDocument,
  postbackRequest,
  type PostbackAliases,
} from "../../../protocols/postback/request.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Finding } from "../../finding.js";
import { describeReply } from "../../expect.js";
import {
  type ScenarioContext,
  precondition,
  type Precondition,
  type Step,
} from "../../scenario-context.js";

export type PostbackTarget = PostbackSettings;
export type PostbackContext = ScenarioContext<PostbackTarget>;

export const POSTBACK_CLAUSE = "Reward app partner postback";

/** Faults that refuse every right postback. */
export const REFUSES_ALL = ["postback.refuses-everything"];

/** Scenarios that move coins share users, and coins are judged by what lies between two replies. */
export const COINS = "postback.coins";

/** Above the last coin band's beginning, below what a 32-bit column holds. */
const FRESH_LEVELS = { first: 5_000, count: 399_000_000 } as const;

/**
 * A level that no other run has used for anybody: it derives from the run id.
 *
 * @param kind `milestone` earns a coin, `plain` earns nothing
 */
function freshLevel(context: PostbackContext, label: string, kind: "milestone" | "plain"): number {
  const number = Number.parseInt(context.values.id(label).slice(0, 12), 16);
  const block = FRESH_LEVELS.first / MILESTONE_INTERVAL + (number % FRESH_LEVELS.count);
  return block * MILESTONE_INTERVAL + (kind === "milestone" ? 0 : 1);
}

/** What a user is for. Each purpose has a user of its own where the profile names enough. */
const PURPOSES = ["plain", "milestones", "coins", "balance", "race"] as const;

function userFor({ target }: PostbackContext, purpose: (typeof PURPOSES)[number]): string {
  const { uids } = target;
  return uids[PURPOSES.indexOf(purpose) % uids.length] ?? uids[0];
}

/** A postback that is right in everything and was never sent before. */
export function plainPostback(context: PostbackContext, label: string): Postback {
  return {
    pid: context.target.pid,
    gid: context.target.gid,
    uid: userFor(context, "plain"),
    level: freshLevel(context, label, "plain"),
  };
}

/** The same for a level that earns a coin; only scenarios that exclude each other may send it. */
export function milestonePostback(
  context: PostbackContext,
  label: string,
  purpose: (typeof PURPOSES)[number] = "milestones",
): Postback {
  return {
    pid: context.target.pid,
    gid: context.target.gid,
    uid: userFor(context, purpose),
    level: freshLevel(context, label, "milestone"),
  };
}

export interface PostbackForm {
  readonly aliases?: PostbackAliases;
  readonly auth?: PostbackAuth;
  /** Null sends none. */
  readonly secret?: string | null;
  readonly url?: string;
}

export function postbackOf(
  context: PostbackContext,
  postback: Postback,
  form: PostbackForm = {},
): OutgoingRequest {
  const document = postbackDocument(postback, form.aliases);
  return bodyOf(context, encodePostback(document), form);
}

/** Exactly these bytes under the right secret, unless the form says otherwise. */
export function bodyOf(
  { target }: PostbackContext,
  body: Uint8Array,
  form: PostbackForm = {},
): OutgoingRequest {
  const secret = form.secret === undefined ? target.secrets[0].value : form.secret;
  const url = form.url ?? target.url;
  return postbackRequest({ url, auth: form.auth ?? target.auth, secret }, body);
}

/** The right secret in the header that the profile does not use. */
export function otherAuth({ target }: PostbackContext): PostbackAuth {
  return target.auth === "bearer" ? "header" : "bearer";
}

export function readingOf(
  reply: HttpReply,
  sent: Postback,
  turn: PostbackTurn = "unknown",
): PostbackReading {
  return readPostbackReply(reply, sent, turn);
}

function isCounted({ kind }: PostbackReading): boolean {
  return kind === "awarded" || kind === "stored";
}

/** Null when the postback was taken as a new one, with coins or without. */
export function expectCounted(reply: HttpReply, sent: Postback): Finding | null {
  const reading = readingOf(reply, sent);
  if (isCounted(reading)) return null;
  return {
    expected: "the level counts: 200 with ok: true and awarded true or false",
    actual: describeReply(reply),
    ...(reading.kind === "duplicate" ? { hint: USED_RUN_ID } : {}),
  };
}

const USED_RUN_ID =
  "The level derives from the run id and was not sent before. If this run id was used on this target already, run again with another --run-id.";

/** Null when the postback was recognised as one that counted before. */
export function expectDuplicate(reply: HttpReply, sent: Postback): Finding | null {
  if (readingOf(reply, sent).kind === "duplicate") return null;
  return {
    expected: "200 with ok: true, awarded: false, duplicate: true",
    actual: describeReply(reply),
  };
}

/** The first of a reply's problems, as a finding. */
export function problemFinding(
  problems: readonly ReplyProblem[],
  reply: HttpReply,
): Finding | null {
  const [first] = problems;
  if (first === undefined) return null;
  return {
    expected: `${first.field}: ${first.expected}`,
    actual: `${first.field}: ${first.found} (${describeReply(reply)})`,
  };
}

/** A reply that names another partner, game, level or user than its postback; what is absent misleads nobody. */
export function isMisnamed({ about, field, found }: ReplyProblem): boolean {
  return (about === "echo" || field === "user.id") && found !== "absent";
}

export function problemsOf(reading: PostbackReading): readonly ReplyProblem[] {
  return reading.kind === "refused" ? [] : reading.problems;
}

/** A reward app that accepts nothing proves nothing by refusing. */
export function accepted(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => {
      const { kind } = readingOf(reply, sent);
      return kind !== "refused" && kind !== "unclear";
    },
    "a right postback was not accepted, so this proves nothing",
  );
}

/** The step counted: what follows builds on it. */
export function counted(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => isCounted(readingOf(reply, sent)),
    "the first postback did not count, so this proves nothing",
  );
}

export function recognised(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => readingOf(reply, sent).kind === "duplicate",
    "the plain repeat was not recognised either, so this proves nothing",
  );
}
