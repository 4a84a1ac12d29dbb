/** How often a receiver has applied events, as its probe tells: read before, waited for after, compared. */
import type { Exchange } from "../../../core/http-exchange.js";
import { placeholdersOf } from "../../../protocols/signing/template.js";
import type { WebhookEvent, WebhookEventName } from "../../../protocols/webhook/events.js";
import {
  areTellingFacts,
  factsAsReceived,
  PROBE_FACTS,
  type ProbeFacts,
  type WebhookProbe,
} from "../../../protocols/webhook/probe.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { askProbe } from "../../ask-probe.js";
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import {
  accepted,
  carries,
  delivery,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

/** Events that have an effect whatever came before them. */
const EFFECTIVE: readonly WebhookEventName[] = [
  "payment.created",
  "coupon.redeemed",
  "sponsor.created",
];

/** Effects may come up to two seconds late. */
const LOOKS = 8;
export const LOOK_GAP_MS = 250;

/** An event that a probe is asked for, by what tells it from others. */
export interface Told {
  readonly name: string;
  readonly facts: ProbeFacts;
}

export interface Count extends Told {
  /** How often it should count by now. */
  readonly expected: number;
  readonly seen: number | null;
}

/** A delivery, and what must have counted before the next one is sent. */
export interface Stage {
  readonly name: string;
  readonly request: OutgoingRequest;
  readonly applies: readonly Told[];
  /** A forged one, which must have no effect. */
  readonly isForged?: true;
  /** Whether it is accepted is judged elsewhere: where it is not, it has no effect. */
  readonly mayBeRefused?: true;
}

export interface Played {
  readonly counts: readonly Count[];
  /** What the probe said of each at first. */
  readonly before: Reading["seen"];
  /** When each stage was seen, or given up, by the monotonic clock. */
  readonly seenMs: readonly number[];
  /** Why the counts prove nothing, or null. */
  readonly unsure: string | null;
  readonly exchanges: readonly Exchange[];
}

/** What a probe said at one time, and how. */
export interface Reading {
  readonly seen: readonly (number | null)[];
  readonly exchanges: readonly Exchange[];
}

/** Why a probe can tell nothing here, or null. */
export function tellsNothing(target: WebhookTarget): string | null {
  if (target.probe === null)
    return "the profile names no webhook.probe that tells how often an event was applied";
  if (effectiveKinds(target).length > 0) return null;
  return isBoosted(target)
    ? "a player of webhook.samples.users may have the boost already, and the format carries no other event that surely has an effect"
    : "the gateway format carries no event that surely has an effect";
}

/** Players who stay the same from run to run may have any boost by now. */
export function isBoosted({ samples }: WebhookTarget): boolean {
  return samples.users.length > 0;
}

export function effectiveKinds(target: WebhookTarget): readonly WebhookEventName[] {
  return EFFECTIVE.filter(
    (event) => carries(target, { event }) && !(event === "sponsor.created" && isBoosted(target)),
  );
}

/** Requests of {@link playStages}, at most. */
export function stageRequests(stages: number, told: number): number {
  return stages + told * (2 + LOOKS);
}

/** @param label names them in the evidence */
export function toldOf(
  { target }: WebhookContext,
  events: readonly WebhookEvent[],
  label: string,
): readonly Told[] {
  return events.flatMap((event, at) =>
    factsAsReceived(event, target.format, target.mapping)
      .slice(0, 1)
      .map((facts) => ({ name: `${label} ${at + 1} (${event.event})`, facts })),
  );
}

export async function readCounts(
  context: WebhookContext,
  probe: WebhookProbe,
  told: readonly Told[],
  when: string,
): Promise<Reading> {
  const seen: (number | null)[] = [];
  const exchanges: Exchange[] = [];
  for (const { name, facts } of told) {
    const reading = await askProbe(
      context,
      `how often ${name} was applied, ${when}`,
      { probe, headers: [] },
      facts,
    );
    seen.push(reading.count);
    exchanges.push(...reading.exchanges);
  }
  return { seen, exchanges };
}

/** Sends one delivery after another, and waits after each for its effects. */
export async function playStages(
  context: WebhookContext,
  probe: WebhookProbe,
  stages: readonly Stage[],
): Promise<Played> {
  const told = stages.flatMap(({ applies }) => applies);
  if (told.some(({ facts }) => !areTellingFacts(facts)))
    return {
      counts: [],
      before: [],
      seenMs: [],
      unsure: "webhook.gateway leaves out what a probe could tell events by",
      exchanges: [],
    };
  const before = await readCounts(context, probe, told, "before");
  const exchanges: Exchange[] = [];
  let counts: readonly Count[] = told.map((each, at) => ({
    ...each,
    expected: 0,
    seen: before.seen[at] === null ? null : 0,
  }));
  let unsure: string | null = null;
  const sent: Told[] = [];
  const seenMs: number[] = [];
  const givenUp = new Set<string>();
  for (const { name, request, applies, isForged, mayBeRefused } of stages) {
    const step = await context.send(name, request);
    exchanges.push(...step.exchanges);
    const was = accepted(step);
    if (!isForged && !mayBeRefused && !was.holds) unsure ??= was.reason;
    if (was.holds || !mayBeRefused) sent.push(...applies);
    counts = expecting(counts, sent, probe);
    const wait = await waitFor(context, probe, counts, before, givenUp);
    counts = wait.counts;
    seenMs.push(context.clock.monotonicMs());
    exchanges.push(...wait.exchanges);
  }
  // What counts twice may do so a little later.
  await context.clock.sleep(2 * LOOK_GAP_MS);
  const last = await readCounts(context, probe, told, "in the end");
  counts = counts.map((each, at) => ({ ...each, seen: moved(before, last, at, at) }));
  return {
    ...{ counts, before: before.seen, seenMs, exchanges },
    unsure: unsure ?? unsureProbe(counts),
  };
}

function expecting(
  counts: readonly Count[],
  sent: readonly Told[],
  probe: WebhookProbe,
): readonly Count[] {
  const asked = placeholdersOf(probe.url);
  return counts.map((each) => ({
    ...each,
    expected: sent.filter(({ facts }) => isMeant(asked, each.facts, facts)).length,
  }));
}

/** Asks again only for what does not count right yet. */
async function waitFor(
  context: WebhookContext,
  probe: WebhookProbe,
  counts: readonly Count[],
  before: Reading,
  givenUp: Set<string>,
): Promise<{ readonly counts: readonly Count[]; readonly exchanges: readonly Exchange[] }> {
  const now = [...counts];
  const exchanges = new Map<string, Exchange>();
  for (let look = 0; look < LOOKS; look += 1) {
    const open = now.filter(({ name, seen, expected }) => seen !== expected && !givenUp.has(name));
    if (open.length === 0) break;
    if (look > 0) await context.clock.sleep(LOOK_GAP_MS);
    const after = await readCounts(context, probe, open, "after");
    open.forEach((each, nth) => {
      const at = now.indexOf(each);
      now[at] = { ...each, seen: moved(before, after, at, nth) };
      const exchange = after.exchanges[nth];
      if (exchange !== undefined) exchanges.set(each.name, exchange);
    });
  }
  for (const { name, seen, expected } of now) if (seen !== expected) givenUp.add(name);
  return { counts: now, exchanges: [...exchanges.values()] };
}

/** By how much a count rose; null where one of the two is unknown. */
function moved(before: Reading, after: Reading, at: number, nth: number): number | null {
  const is = after.seen[nth] ?? null;
  const was = before.seen[at] ?? null;
  return is === null || was === null ? null : is - was;
}

/** Whether the probe, asked for one event, counts the other as well. */
function isMeant(asked: readonly string[], wanted: ProbeFacts, other: ProbeFacts): boolean {
  return PROBE_FACTS.every(
    (name) => !asked.includes(name) || wanted[name] === "" || wanted[name] === other[name],
  );
}

function unsureProbe(counts: readonly Count[]): string | null {
  return counts.some(({ seen }) => seen === null)
    ? "the probe does not give a number for every event; check webhook.probe"
    : counts.every(({ seen }) => seen === 0)
      ? "the probe shows none of the accepted events; check webhook.probe"
      : null;
}

export function countFinding(counts: readonly Count[]): Finding | null {
  const wrong = counts.filter(({ seen, expected }) => seen !== expected);
  if (wrong.length === 0) return null;
  return {
    expected: "each event applied once",
    actual: wrong
      .map(({ name, seen, expected }) => `${name}: ${seen ?? "no number"} instead of ${expected}`)
      .join("; "),
  };
}

/** Settles a check by counts, or blocks it where they prove nothing. */
export function concludeCounts(
  context: WebhookContext,
  checkId: string,
  { unsure, exchanges }: Pick<Played, "unsure" | "exchanges">,
  counts: readonly Count[],
): void {
  if (unsure === null) context.conclude(checkId, exchanges, countFinding(counts));
  else context.block(checkId, unsure, exchanges);
}

/** @param sent what the delivery holds, where that is more than what must count of it */
export function stage(
  context: WebhookContext,
  name: string,
  events: readonly WebhookEvent[],
  sent = events,
): Stage {
  return { name, request: delivery(context, sent), applies: toldOf(context, events, name) };
}

export const NO_OVERLAP =
  "in no round did the deliveries overlap, which proves nothing: run this closer to the receiver";

/** What was not accepted for certain may have had its effect: a reply was lost, or came behind it. */
export function wasTaken({ expected }: Count): boolean {
  return expected > 0;
}

/** Plays the stages, and settles a check by what counted. */
export async function playAll(
  context: WebhookContext,
  { id }: CheckDefinition,
  stages: readonly Stage[],
  judged: (played: Played) => readonly Count[] = ({ counts }) => counts,
): Promise<void> {
  const { probe } = context.target;
  if (probe === null) return;
  const played = await playStages(context, probe, stages);
  concludeCounts(context, id, played, judged(played));
}
