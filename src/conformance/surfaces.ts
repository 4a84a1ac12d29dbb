/**
 * Whether the check of credentials holds everywhere: on each surface of a suite
 * the forgeries that a shortcut would let through, beside a right message.
 */
import type { HttpReply } from "../core/http.js";
import { acceptingFault } from "../protocols/signing/forgeries/faults.js";
import { attemptsOf, type ForgeryId, forgery } from "../protocols/signing/forgeries/forgeries.js";
import { type Surface, SURFACES, trustingFault } from "../protocols/signing/forgeries/surfaces.js";
import type { OutgoingRequest } from "../transport/send.js";
import type { CheckDefinition, Scenario } from "./check.js";
import { describeReply } from "./expect.js";
import type { Finding } from "./finding.js";
import { forEachAtOnce } from "./at-once.js";
import {
  AT_ONCE,
  type Forged,
  type ForgedMessage,
  type ForgedStep,
  type Forging,
  judgeForged,
  MOST_REPEATS,
  type Repeats,
  sendForged,
  worstOf,
} from "./forged.js";
import type { Precondition, ScenarioContext } from "./scenario-context.js";
import { blockReason, isUnanswered } from "./step.js";

/** A kind of message that a suite's shortcut may skip: another endpoint, event, size or form. */
export interface OwnSurface<Target> {
  readonly id: string;
  /** Completes "a forgery …": `in a delivery above 64 KB`. */
  readonly what: string;
  readonly isServed?: (target: Target) => boolean;
  readonly forge: (
    context: ScenarioContext<Target>,
    label: string,
    control: OutgoingRequest,
  ) => ForgedMessage;
  /** Where credentials are compared by code of its own: what a lax compare would let through besides. */
  readonly compares?: readonly ForgeryId[];
  /** The sandbox has no defect of this kind. */
  readonly isUnproved?: true;
}

/** What a shortcut would let through: a missing, an empty and a wrong credential, and one of another surface. */
const SHORTCUTS: readonly ForgeryId[] = ["missing", "empty", "other-key"];
const PER_SURFACE = SHORTCUTS.length + 1;
export const SHORTCUT_COUNT = PER_SURFACE;

export interface Everywhere<Target> {
  readonly forging: Forging<Target>;
  readonly check: Pick<CheckDefinition, "id" | "title"> & { readonly kills: readonly string[] };
  readonly surfaces: readonly OwnSurface<Target>[];
  /** Surfaces of every protocol that mean nothing here. */
  readonly except?: readonly string[];
  /** Where something else may answer alike, only a reply like the right message's tells an accepted one. */
  readonly isAmbiguous?: true;
  /** Whether a reply lets its message in. */
  readonly letsIn: (target: Target, reply: HttpReply) => boolean;
}

/** @param everywhere without what only a run knows */
export function everywhereCheck<Target>(
  everywhere: Pick<Everywhere<Target>, "check" | "except" | "isAmbiguous"> & {
    readonly surfaces: readonly Pick<OwnSurface<Target>, "id" | "isUnproved" | "compares">[];
    readonly forging: Pick<Forging<Target>, "suite" | "clause" | "longest">;
  },
): { readonly check: CheckDefinition; readonly requests: number } {
  const { forging, surfaces, except = [], isAmbiguous = false } = everywhere;
  const shared = SURFACES.filter(({ id }) => !except.includes(id));
  const proved = surfaces.filter(({ isUnproved }) => isUnproved !== true);
  const check: CheckDefinition = {
    ...everywhere.check,
    level: "MUST",
    clause: forging.clause,
    why: "One way past the check is enough: an endpoint, a content type, a size or a header for which nobody looks.",
    fix: "Check credentials in one place that every request passes, before anything looks at its path, type, size or headers.",
    kills: [
      ...[...shared, ...proved].map(({ id }) => trustingFault(forging.suite, id)),
      ...surfaces
        .flatMap(({ compares = [] }) => compares)
        .map((id) => acceptingFault(forging.suite, id)),
      ...everywhere.check.kills,
    ],
  };
  // A right message and nothing at all, where something else may answer.
  const controls = isAmbiguous ? 2 * shared.filter(({ elsewhere }) => elsewhere).length : 0;
  // Each surface, and reused connections.
  const compared = surfaces
    .flatMap(({ compares = [] }) => compares)
    .flatMap((id) => attemptsOf(id, forging.longest)).length;
  const requests =
    (shared.length + surfaces.length + 2) * PER_SURFACE + compared + controls + MOST_REPEATS;
  return { check, requests };
}

export function everywhereScenario<Target>(everywhere: Everywhere<Target>): Scenario<Target> {
  const { forging } = everywhere;
  const { check, requests } = everywhereCheck(everywhere);
  return {
    id: check.id.replace(".", ".refused."),
    requests: 1 + requests,
    checks: [check],
    notApplicable: (target) => forging.notApplicable?.(target, "missing") ?? null,
    run: async (context) => {
      const { request, preconditions } = await forging.control(context);
      await judgeEverywhere(everywhere, context, request, preconditions);
    },
  };
}

/** @param control the right message that was sent before */
export async function judgeEverywhere<Target>(
  everywhere: Everywhere<Target>,
  context: ScenarioContext<Target>,
  control: OutgoingRequest,
  preconditions: readonly Precondition[],
): Promise<void> {
  const { forging, surfaces } = everywhere;
  const forged = surfaces
    .filter(({ isServed }) => isServed?.(context.target) !== false)
    .map(({ id, what, forge, compares }) => {
      const message = forge(context, id, control);
      return shortcuts(message, what, forging.forge(context, `ordinary beside ${id}`), compares);
    });
  const moves = movesOf(everywhere, context);
  const here = moves.filter(({ isElsewhere }) => !isElsewhere).map((each) => each.forged);
  const repeats: Repeats = { left: MOST_REPEATS };
  const sent = await sendSideBySide(context, [...forged, ...here], repeats);
  const elsewhere = moves.filter(({ isElsewhere }) => isElsewhere);
  const moved = await sendElsewhere(everywhere, context, elsewhere, repeats);
  const reused = await sendReused(everywhere, context, repeats);
  const all = [...sent, ...moved, ...reused];
  const refused = (reply: HttpReply, because: string) =>
    expectRefused(everywhere, context.target, reply, because);
  const mute = all.find(({ step }) => isUnanswered(step))?.step;
  const isLetIn = worstOf(all, refused)?.finding != null;
  if (mute === undefined || isLetIn || preconditions.some(({ holds }) => !holds))
    judgeForged(context, everywhere.check.id, all, preconditions, refused);
  else
    context.block(
      everywhere.check.id,
      `${blockReason(mute)}; that lets nobody in, and refuses nobody`,
      mute.exchanges,
    );
}

/** Surfaces side by side, the forgeries of each in turn: one that is not answered speaks for those after it. */
async function sendSideBySide<Target>(
  context: ScenarioContext<Target>,
  scans: readonly (readonly Forged[])[],
  repeats: Repeats,
): Promise<readonly ForgedStep[]> {
  const sent = await forEachAtOnce(AT_ONCE, scans, async (scan) => {
    const steps: ForgedStep[] = [];
    for (const forged of scan) {
      if (steps.some(({ step }) => isUnanswered(step))) break;
      steps.push(...(await sendForged(context, [forged], repeats)));
    }
    return steps;
  });
  return sent.flat();
}

export function shortcuts(
  message: ForgedMessage,
  where: string,
  other?: ForgedMessage,
  compares: readonly ForgeryId[] = [],
) {
  const borrowed = other === undefined ? [] : [other.credential.value];
  const credential = { ...message.credential, borrowed };
  return [...SHORTCUTS, "borrowed" as const, ...compares].flatMap((id) =>
    attemptsOf(id, credential).map(({ what, value }) => ({
      what: `${what}, ${where}`,
      because: `${forgery(id).because}, ${where}`,
      request: message.request(value),
    })),
  );
}

/** The ordinary message, sent in one of the ways that every protocol shares. */
interface Move extends Surface {
  readonly forged: readonly Forged[];
  /** Whether something else may answer there. */
  readonly isElsewhere: boolean;
}

function movesOf<Target>(
  { forging, except = [], isAmbiguous }: Everywhere<Target>,
  context: ScenarioContext<Target>,
): readonly Move[] {
  return SURFACES.filter(({ id }) => !except.includes(id)).flatMap((surface) => {
    const { id, what, elsewhere, move } = surface;
    const message = forging.forge(context, id);
    const right = message.request(message.credential.value);
    if (isSame(right, move(right))) return [];
    const moved = { ...message, request: (value: string | null) => move(message.request(value)) };
    const isElsewhere = elsewhere !== undefined && isAmbiguous === true;
    return [{ ...surface, isElsewhere, forged: shortcuts(moved, what) }];
  });
}

/** What is sent where something else may answer proves something only where a right message is let in. */
async function sendElsewhere<Target>(
  { forging, letsIn }: Everywhere<Target>,
  context: ScenarioContext<Target>,
  moves: readonly Move[],
  repeats: Repeats,
): Promise<readonly ForgedStep[]> {
  const sent: ForgedStep[] = [];
  for (const { id, what, move, forged } of moves) {
    // A message of its own: what comes a second time may be answered otherwise.
    const other = forging.forge(context, `right, ${id}`);
    const rightElsewhere: OutgoingRequest = move(other.request(other.credential.value));
    const control = await context.send(`a right message ${what}`, rightElsewhere);
    const { reply } = control;
    if (reply === null || !letsIn(context.target, reply)) continue;
    const nothing = await context.send(`nothing at all ${what}`, bare(rightElsewhere));
    // Something else answers there, the same to everybody.
    if (nothing.reply !== null && isAlike(nothing.reply, reply)) continue;
    const steps = await sendForged(context, forged, repeats);
    sent.push(...steps.filter(({ step }) => step.reply !== null && isAlike(step.reply, reply)));
  }
  return sent;
}

/** On a connection that carried a right message before. */
async function sendReused<Target>(
  { forging, check }: Everywhere<Target>,
  context: ScenarioContext<Target>,
  repeats: Repeats,
): Promise<readonly ForgedStep[]> {
  const sent: ForgedStep[] = [];
  const reusesConnection = check.id;
  const message = forging.forge(context, "on a reused connection");
  const forged = shortcuts(message, "on a connection that carried a right one before");
  for (const each of forged) {
    const right = forging.forge(context, `before ${each.what}`);
    const opening = right.request(right.credential.value);
    await context.send("a right message that leaves its connection open", {
      ...opening,
      reusesConnection,
    });
    const request = { ...each.request, reusesConnection };
    sent.push(...(await sendForged(context, [{ ...each, request }], repeats)));
  }
  return sent;
}

function expectRefused<Target>(
  { letsIn }: Everywhere<Target>,
  target: Target,
  reply: HttpReply,
  because: string,
): Finding | null {
  if (!letsIn(target, reply)) return null;
  return { expected: `a refusal: ${because}`, actual: describeReply(reply) };
}

function isSame(one: OutgoingRequest, other: OutgoingRequest): boolean {
  return (
    one.method === other.method &&
    one.url === other.url &&
    one.chunked === other.chunked &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers)
  );
}

/** Without what makes it a message. */
function bare(request: OutgoingRequest): OutgoingRequest {
  const url = request.url.replace(/\?.*$/s, "");
  return { ...request, url, headers: [], body: request.body === null ? null : new Uint8Array(0) };
}

function isAlike(one: HttpReply, other: HttpReply): boolean {
  return one.status === other.status && Buffer.from(one.body).equals(Buffer.from(other.body));
}
