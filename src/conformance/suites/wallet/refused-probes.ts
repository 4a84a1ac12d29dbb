/**
 * Callbacks that must all be refused. They are sent side by side, and the balance
 * is read once: where nothing is wrong, that is enough. Otherwise what is not found
 * wrong by its reply is sent once more, one check after the other, so that a
 * movement has a name and no lock between them is blamed.
 */
import type { HttpReply } from "../../../core/http.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { forEachAtOnce } from "../../at-once.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { NOTHING_WRONG } from "../../forged.js";
import type { Precondition, Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan, shutOut, type Span } from "./balance-deltas.js";
import type { Table } from "./table.js";

/** What one check sends. */
export interface RefusedProbe {
  readonly checkId: string;
  /** Why nothing may move. */
  readonly why: string;
  /** @param attempt distinguishes the identifiers of one attempt from those of another */
  readonly make: (attempt: string) => Promise<readonly Refused[]> | readonly Refused[];
  /** What the replies say; null where there was nothing to send. */
  readonly judge: (sent: readonly Sent[]) => Judged | null;
  /** Whether what `judge` finds stands although others were under way. */
  readonly isSure?: true;
}

export interface Refused {
  readonly what: string;
  readonly because?: string;
  readonly request: OutgoingRequest;
  /** Of those with the same word, one may be let in. */
  readonly together?: string;
}

export interface Sent {
  readonly step: Step;
  readonly because: string;
  readonly together?: string;
}

export interface Judged {
  /** Those that decide it. */
  readonly steps: readonly Step[];
  readonly finding: Finding | null;
}

/** In which all are sent side by side. */
export const FIRST_ATTEMPT = "side by side";

const AT_ONCE = 8;

/** Everything once and once more, and a balance around each. */
export function probeRequests(sends: number, checks: number): number {
  return 2 * (sends + checks) + 1;
}

export async function judgeProbes(
  table: Table,
  probes: readonly RefusedProbe[],
  preconditions: readonly Precondition[],
): Promise<void> {
  const made: (readonly Refused[])[] = [];
  for (const { make } of probes) made.push(await make(FIRST_ATTEMPT));
  const all = await sendRefused(table, made.flat(), AT_ONCE);
  const isStill = !hasMoved(all);
  const outcomes: (Outcome | null)[] = [];
  let from = 0;
  for (const [at, probe] of probes.entries()) {
    const sent = all.sent.slice(from, from + (made[at]?.length ?? 0));
    from += sent.length;
    const first = outcomeOf(probe, { ...all, sent });
    const isClear = isStill && sent.every(({ step }) => step.reply !== null);
    // One check says so; another attempt would find it shut as well.
    const isShut = at === 0 && shutOut(all) !== null;
    const isDone = isShut || (first?.finding == null ? isClear : probe.isSure === true);
    outcomes.push(first === null || isDone ? first : await judgeAlone(table, probe, first));
  }
  const isExplained =
    isStill || outcomes.some((each) => each !== null && (each.finding !== null || hasMoved(each)));
  for (const [at, { checkId, why }] of probes.entries()) {
    const outcome = outcomes[at] ?? null;
    if (outcome === null) table.context.notApplicable(checkId, NOTHING_WRONG);
    // What moved among others, and never again, is held against the first of them.
    else
      conclude(table, checkId, why, isExplained ? outcome : { ...outcome, ...all }, preconditions);
  }
}

interface Outcome extends Judged, Omit<Span, "steps"> {
  readonly sent: readonly Sent[];
}

type Sending = Omit<Outcome, keyof Judged>;

function outcomeOf(probe: RefusedProbe, sending: Sending): Outcome | null {
  const judged = probe.judge(sending.sent);
  return judged === null ? null : { ...sending, ...judged };
}

async function judgeAlone(table: Table, probe: RefusedProbe, first: Outcome): Promise<Outcome> {
  const refused = await probe.make("by itself");
  const sending = await sendRefused(table, refused, probe.isSure === true ? AT_ONCE : 1);
  const alone = outcomeOf(probe, sending) ?? first;
  // What was let in among others was let in.
  const isLetIn = first.sent.some(({ step }) => (step.reply?.status ?? 500) < 400);
  return alone.finding === null && isLetIn
    ? { ...alone, steps: [...first.steps, ...alone.steps], finding: first.finding }
    : alone;
}

/** With a balance before and after. */
async function sendRefused(
  table: Table,
  refused: readonly Refused[],
  atOnce: number,
): Promise<Sending> {
  const before = await table.balance("the balance before what must be refused");
  const sent = await forEachAtOnce(
    atOnce,
    refused,
    async ({ what, because, request, ...rest }) => ({
      step: await table.play(what, request),
      because: because ?? "",
      ...rest,
    }),
  );
  const after = await table.balance("the balance after what must be refused");
  return { before, sent, after };
}

function hasMoved({ before, after }: Omit<Span, "steps">): boolean {
  return before.amount === null || before.amount !== after.amount;
}

function conclude(
  table: Table,
  checkId: string,
  why: string,
  { before, steps, after, finding }: Outcome,
  preconditions: readonly Precondition[],
): void {
  judgeSpan(
    table,
    checkId,
    { before, steps, after },
    (delta) => firstFinding(finding, expectDelta(delta, 0, why)),
    preconditions,
  );
}

/** A check of one callback or a few, each judged by its own reply. */
export function eachRefused(
  { checkId, why, make }: Pick<RefusedProbe, "checkId" | "why" | "make">,
  judge: (reply: HttpReply, at: number) => Finding | null,
): RefusedProbe {
  return {
    ...{ checkId, why, make },
    judge: (sent) => ({
      steps: sent.map(({ step }) => step),
      finding: firstFinding(
        ...sent.map(({ step: { reply } }, at) => (reply === null ? null : judge(reply, at))),
      ),
    }),
  };
}
