/**
 * A plan's deliveries as texts with gaps, for programs that know neither events nor
 * profiles: what is the same in all of them stands there, the rest is named.
 */
import { UserError } from "../../../core/errors.js";
import type { HeaderPair } from "../../../core/http.js";
import type { WebhookSettings } from "../../../profile/webhook-settings.js";
import { creatorKeyFrom, usageIdFrom } from "../../../protocols/webhook/events.js";
import { SIGNATURE_HEADER } from "../../../protocols/webhook/signature.js";
import { createIdNames } from "../../webhooks/delivery-ids.js";
import { deliveryMaker } from "../../webhooks/build-delivery.js";
import type { LoadPlan, WebhookPart, WeightedEvents } from "../plan.js";
import { changesOf, deliveryForm, planDeliveries, planIds } from "../plan-deliveries.js";

/** What fills a gap: the user's number, an identifier by its name, what is drawn from one, the time. */
export type Gap =
  readonly ["user" | "iso" | "ms" | "sec"] | readonly ["id" | "creator" | "usage", string];

export interface DeliveryTemplate {
  readonly weight: number;
  /** The signature's value is null. */
  readonly headers: readonly (readonly [name: string, value: string | null])[];
  readonly body: readonly (string | Gap)[];
}

/** Values that nobody else writes: where they come out again, there is a gap. */
const USER = 904_817_263_540_917;
const TIME_MS = 1_234_567_890_123;
const TAG = "q7zk3w9xjv";

/**
 * @throws {UserError} `export_impossible` for a body that is more than such a text, and what building a delivery throws
 */
export function deliveryTemplates(
  plan: LoadPlan<WebhookPart>,
  settings: WebhookSettings,
): readonly DeliveryTemplate[] {
  const templates = plan.part.mix.map((entry) => templateOf(entry, plan.part, settings));
  assertFaithful(templates, plan, settings);
  return templates;
}

function templateOf(
  entry: WeightedEvents,
  part: WebhookPart,
  settings: WebhookSettings,
): DeliveryTemplate {
  const gaps = new Map<string, Gap>([
    [String(USER), ["user"]],
    [new Date(TIME_MS).toISOString(), ["iso"]],
    [String(TIME_MS), ["ms"]],
    [String(Math.floor(TIME_MS / 1000)), ["sec"]],
  ]);
  const nameIn = createIdNames();
  const ids = (label: string): string => {
    const name = nameIn(label);
    if (name === "userId") return String(USER);
    const id = `${name}_${TAG}`;
    gaps.set(id, ["id", name]);
    if (name.endsWith("reatorKey"))
      gaps.set(
        creatorKeyFrom(name, () => id),
        ["creator", name],
      );
    if (name.endsWith("usageId")) gaps.set(String(usageIdFrom(id)), ["usage", name]);
    return id;
  };
  const make = deliveryMaker(settings, {
    ...{ data: null, callbackId: null, ...deliveryForm(part, settings) },
    ...{ events: entry.events, changes: changesOf(entry) },
  });
  const { body, headersAt } = make({ nowMs: TIME_MS, ids });
  return {
    weight: entry.weight,
    headers: headersAt(TIME_MS).map(withoutSignature),
    body: piecesOf(Buffer.from(body).toString("utf8"), gaps),
  };
}

function withoutSignature([name, value]: HeaderPair): readonly [string, string | null] {
  return [name, name === SIGNATURE_HEADER ? null : value];
}

function piecesOf(text: string, gaps: ReadonlyMap<string, Gap>): readonly (string | Gap)[] {
  // The longest first: milliseconds begin as seconds do.
  const found = [...gaps.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(${found.map(escaped).join("|")})`);
  return text
    .split(pattern)
    .map((piece) => gaps.get(piece) ?? piece)
    .filter((piece) => piece !== "");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.|?+*()[\]{}]/g, "\\$&");
}

const USUAL_TIMES_MS = [1_700_000_000_000, 1_700_000_059_999];
const RUN_ID = "proof";

/** Filled in, the texts are what this tool itself would send. */
function assertFaithful(
  templates: readonly DeliveryTemplate[],
  plan: LoadPlan<WebhookPart>,
  settings: WebhookSettings,
): void {
  for (const [at, template] of templates.entries()) {
    const entry = plan.part.mix[at];
    if (entry === undefined) continue;
    const alone = { ...plan, part: { ...plan.part, mix: [entry] } };
    const deliveryAt = planDeliveries(alone, RUN_ID, settings);
    const idsOf = planIds(alone, RUN_ID);
    for (const nowMs of USUAL_TIMES_MS)
      for (const nth of [0, 1, 12_345]) {
        const real = Buffer.from(deliveryAt(0, nth, nowMs).body).toString("utf8");
        if (real === filled(template, idsOf(0, nth), nowMs)) continue;
        throw new UserError(
          "export_impossible",
          `mix[${at}]: its body is more than a text with ids and times filled in`,
          'Look at what "set" or webhook.gateway puts there; run the plan with plan run instead.',
        );
      }
  }
}

function filled({ body }: DeliveryTemplate, ids: (label: string) => string, nowMs: number): string {
  return body
    .map((piece) => (typeof piece === "string" ? piece : valueOf(piece, ids, nowMs)))
    .join("");
}

function valueOf([kind, name = ""]: Gap, ids: (label: string) => string, nowMs: number): string {
  switch (kind) {
    case "user":
      return ids("userId");
    case "iso":
      return new Date(nowMs).toISOString();
    case "ms":
      return String(nowMs);
    case "sec":
      return String(Math.floor(nowMs / 1000));
    case "id":
      return ids(name);
    case "creator":
      return creatorKeyFrom(name, ids);
    case "usage":
      return String(usageIdFrom(ids(name)));
  }
}
