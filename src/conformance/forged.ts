/**
 * The catalogue of forgeries as checks: the scenario of each group, which sends its
 * forgeries beside a right message. What a suite adds is
 * how a message is made of a credential, and what a refusal looks like.
 */
import { type HttpReply, isLoopbackHost } from "../core/http.js";
import type { Level } from "../core/report.js";
import type { Credential } from "../protocols/signing/forgeries/credential.js";
import { acceptingFault } from "../protocols/signing/forgeries/faults.js";
import { attemptsOf, type ForgeryId, forgery } from "../protocols/signing/forgeries/forgeries.js";
import { placement, type PlacementId } from "../protocols/signing/forgeries/placements.js";
import {
  type SignedTime,
  type TimestampForgeryId,
  timestampForgery,
  timestampText,
} from "../protocols/signing/forgeries/timestamps.js";
import type { OutgoingRequest } from "../transport/send.js";
import type { CheckDefinition, Scenario } from "./check.js";
import type { Finding } from "./finding.js";
import { forEachAtOnce } from "./at-once.js";
import { type Group, type GroupId, GROUPS, isGroupId } from "./forgery-groups.js";
import type { Precondition, ScenarioContext, Step } from "./scenario-context.js";

/** A message whose credential can be exchanged. */
export interface ForgedMessage {
  readonly credential: Credential;
  readonly request: (value: string | null) => OutgoingRequest;
  /** With another timestamp, correctly signed; where there is one. */
  readonly at?: (timestamp: string) => OutgoingRequest;
  /** With a timestamp and its right signature, and another timestamp beside; where there is room for two. */
  readonly atTwo?: (signed: string, beside: string) => readonly OutgoingRequest[];
}

/** The most that {@link ForgedMessage.atTwo} makes. */
const MOST_REDATED = 3;

/** What a suite says of one of the groups; what it leaves out is as usual. */
interface GroupChoice {
  readonly id: string;
  readonly level?: Level;
  readonly title?: string;
  readonly why?: string;
  readonly fix?: string;
  /** Defects beyond those that accept a forgery of this group. */
  readonly kills: readonly string[];
  readonly statuses?: "any";
}

export interface Forging<Target> {
  readonly suite: string;
  /** Begins a title: `a delivery`. */
  readonly message: string;
  readonly clause: string;
  readonly why: string;
  readonly fix: string;
  readonly groups: Partial<Record<GroupId, GroupChoice>>;
  /** The longest credential that a profile may agree on: it bounds the requests. */
  readonly longest: Credential;
  readonly notApplicable?: (target: Target, group: GroupId) => string | null;
  readonly control: (context: ScenarioContext<Target>) => Promise<Control>;
  readonly forge: (
    context: ScenarioContext<Target>,
    label: string,
    control?: OutgoingRequest,
  ) => ForgedMessage;
  readonly time?: (context: ScenarioContext<Target>) => SignedTime;
  readonly refused: (
    target: Target,
    reply: HttpReply,
    because: string,
    group: GroupId,
  ) => Finding | null;
}

/** A right message that was sent, and what must hold of its reply for a refusal to prove anything. */
export interface Control {
  readonly request: OutgoingRequest;
  readonly preconditions: readonly Precondition[];
}

/** The forgeries of one check against one kind of message. */
export interface ForgedCheck {
  readonly group: GroupId;
  readonly check: CheckDefinition;
  readonly requests: number;
}

export function forgedChecks<Target>(
  forging: Omit<Forging<Target>, "control" | "forge" | "refused">,
): readonly ForgedCheck[] {
  return Object.keys(GROUPS)
    .filter(isGroupId)
    .flatMap((group) => {
      const choice = forging.groups[group];
      if (choice === undefined) return [];
      const usual: Group = GROUPS[group];
      const { suite, message, longest } = forging;
      const own = ownForgeries(usual, longest);
      const { id, kills } = choice;
      const check: CheckDefinition = {
        id,
        title: choice.title ?? `${message} with ${usual.title} is refused`,
        level: choice.level ?? usual.level ?? "MUST",
        clause: forging.clause,
        why: choice.why ?? usual.why ?? forging.why,
        fix: choice.fix ?? forging.fix,
        kills: [...own.map((each) => acceptingFault(suite, each)), ...kills],
      };
      const { times = [], placements = [] } = usual;
      const most = usual.forgeries.map((each) => attemptsOf(each, longest).length);
      const redated = times.some((id) => id === OLD) ? MOST_REDATED : 0;
      const requests = sum(most) + times.length + redated + 2 * placements.length + MOST_REPEATS;
      return [{ group, check, requests }];
    });
}

/** Those that can be made of such a credential: the others have no defect of their own. */
function ownForgeries(
  group: Group,
  longest: Credential,
): readonly (ForgeryId | TimestampForgeryId | PlacementId)[] {
  const { times = [], placements = [] } = group;
  return [
    ...group.forgeries.filter((id) => attemptsOf(id, longest).length > 0),
    ...times,
    ...placements,
    // Under another name it is missing under its own.
    ...(placements.includes("other-name") ? (["missing"] as const) : []),
  ];
}

export function forgeryScenarios<Target>(forging: Forging<Target>): readonly Scenario<Target>[] {
  return forgedChecks(forging).map(({ group, check, requests }) => ({
    id: check.id.replace(".", ".refused."),
    requests: 1 + requests,
    checks: [check],
    notApplicable: (target) => forging.notApplicable?.(target, group) ?? null,
    run: async (context) => {
      const { request, preconditions } = await forging.control(context);
      const forged = forgedRequests(forging, group, context, request);
      const sent = await sendForged(context, forged);
      judgeForged(context, check.id, sent, preconditions, (reply, because) =>
        forging.refused(context.target, reply, because, group),
      );
    },
  }));
}

export interface Forged {
  readonly what: string;
  readonly because: string;
  readonly request: OutgoingRequest;
  /** Of those with the same word, one may be let in. */
  readonly together?: string;
}

export function forgedRequests<Target>(
  { forge, time }: Forging<Target>,
  group: GroupId,
  context: ScenarioContext<Target>,
  control: OutgoingRequest,
): readonly Forged[] {
  const { credential: made, request, at, atTwo } = forge(context, group, control);
  const credential = keptFromOthers(made, request(made.value));
  const { forgeries, times = [], placements = [] }: Group = GROUPS[group];
  const right = request(credential.value);
  const [another] = attemptsOf("other-key", credential);
  const wrong = request(another?.value ?? "");
  const values = forgeries.flatMap((id) =>
    attemptsOf(id, credential).map(({ what, value }) => ({
      what,
      because: forgery(id).because,
      request: request(value),
    })),
  );
  const placed = placements
    .map(placement)
    .flatMap(({ id, what, because, place }) =>
      place({ right, wrong }).map((request) => ({ what, because, request, together: id })),
    );
  if (at === undefined || time === undefined) return [...values, ...placed];
  const now = time(context);
  const redated = times.some((id) => id === OLD)
    ? (atTwo?.(timestampForgery(OLD).text(now), timestampText(now)) ?? [])
    : [];
  return [
    ...values,
    ...placed,
    ...redated.map((each) => ({
      what: "an old message with its signature, and a new timestamp beside the old one",
      because: "the signature belongs to the old timestamp",
      request: each,
    })),
    ...times.map(timestampForgery).map(({ what, because, text }) => ({
      what,
      because,
      request: asUtf8(at(text(now))),
    })),
  ];
}

/**
 * On another machine a URL ends in logs, and over plain HTTP anyone on the way reads along: so
 * the key in place of a signature stays here.
 */
function keptFromOthers(credential: Credential, { url }: OutgoingRequest): Credential {
  const { protocol, hostname } = new URL(url);
  const isRead = credential.carrier === "url" || protocol === "http:";
  return isRead && !isLoopbackHost(hostname) ? { ...credential, keepsKey: true } : credential;
}

/** What was recorded once, to be played back. */
const OLD: TimestampForgeryId = "past-time";

/** A header carries bytes: what lies outside Latin-1 goes as UTF-8. */
function asUtf8(request: OutgoingRequest): OutgoingRequest {
  return {
    ...request,
    headers: request.headers.map(([name, value]) => [
      name,
      /[^\u0000-\u00ff]/.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value,
    ]),
  };
}

/** Replies that may be lost on the way, in one scan. */
export const MOST_REPEATS = 2;

/** Those that may still be sent once more: a scan that is sent in pieces shares them. */
export interface Repeats {
  left: number;
}

/** Enough to be quick, and less than a burst. */
export const AT_ONCE = 8;

export interface ForgedStep {
  readonly step: Step;
  readonly because: string;
  readonly together?: string;
}

/** A few at a time; those whose reply is lost on the way are sent once more, as far as `repeats` go. */
export async function sendForged<Target>(
  context: ScenarioContext<Target>,
  forged: readonly Forged[],
  repeats: Repeats = { left: MOST_REPEATS },
): Promise<readonly ForgedStep[]> {
  return forEachAtOnce(AT_ONCE, forged, async ({ what, request, ...rest }) => {
    const step = await context.send(what, request);
    if (step.silence?.kind !== "cut" || repeats.left === 0) return { step, ...rest };
    repeats.left -= 1;
    return { step: await context.send(`${what}, again after a lost reply`, request), ...rest };
  });
}

/** The reply that decides: the worst, or else the last, since a scan of dozens would bury it. */
export function worstOf(
  sent: readonly ForgedStep[],
  refused: (reply: HttpReply, because: string) => Finding | null,
): { readonly step: Step; readonly finding: Finding | null } | null {
  const findingOf = ({ step, because }: ForgedStep) =>
    step.reply === null ? null : refused(step.reply, because);
  const isExcused = ({ step, together }: ForgedStep) =>
    together !== undefined &&
    (step.reply?.status ?? 500) < 400 &&
    sent.some((other) => other.together === together && findingOf(other) === null);
  const wrong = sent.filter((each) => findingOf(each) !== null && !isExcused(each));
  const mute = sent.filter(({ step }) => step.reply === null);
  const [shown = sent.at(-1)] = [...wrong, ...mute];
  if (shown === undefined) return null;
  const finding = wrong.includes(shown) ? findingOf(shown) : null;
  const others = sent.length === 1 ? "" : ` (so ended ${wrong.length} of ${sent.length})`;
  return {
    step: shown.step,
    finding: finding && { ...finding, actual: `${shown.step.name}: ${finding.actual}${others}` },
  };
}

export const NOTHING_WRONG = "nothing of this kind is wrong under this profile";

export function judgeForged<Target>(
  context: ScenarioContext<Target>,
  checkId: string,
  sent: readonly ForgedStep[],
  preconditions: readonly Precondition[],
  refused: (reply: HttpReply, because: string) => Finding | null,
): void {
  const worst = worstOf(sent, refused);
  if (worst === null) context.notApplicable(checkId, NOTHING_WRONG);
  else context.judge(checkId, worst.step, () => worst.finding, preconditions);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
