/** A draft without a conversation: presets, examples and values, as flags give them. */
import type { SecretReference } from "../../profile/sections/shared.js";
import { type Draft, draftFromPresets, withSections, withValues } from "./draft.js";
import { entrySectionOf, recipesOf } from "./import-entry.js";
import { importPayments } from "./import-payments.js";
import { importWebhook } from "./import-webhook.js";
import type { PresetId } from "./presets/index.js";

export interface InitOrder {
  readonly partner: string;
  readonly presets: readonly PresetId[];
  /** Known-good URLs; the first is read, the others narrow what it leaves open. */
  readonly entries: readonly string[];
  /** Of the first URL. */
  readonly usn: string | null;
  readonly campaign: string | null;
  /** A captured delivery. */
  readonly webhook: Uint8Array | null;
  /** A receiver of webhooks is wanted as well. */
  readonly receiver: boolean;
  /** A sample of payment records. */
  readonly payments: string | null;
  /** `path=value`, which outrank everything else. */
  readonly sets: readonly string[];
}

/** @throws {UserError} `secret_missing`, `secret_empty` */
export type NeedSecret = (path: string, reference: SecretReference) => Promise<string>;

/** @throws {UserError} `preset_conflict`, `entry_not_inferred`, `webhook_not_inferred`, `payments_not_recognised`, `set_*`, and what `needSecret` throws */
export async function draftFromOrder(order: InitOrder, needSecret: NeedSecret): Promise<Draft> {
  // Given values come first, so that secrets are looked for where they are said to be.
  const described = await draftFromPresets(order.partner, presetsFor(order));
  let draft = withValues(described, order.sets);
  for (const add of [withEntries, withWebhook, withPayments])
    draft = await add(draft, order, needSecret);
  return withValues(draft, order.sets);
}

/** What an example belongs to is described by a preset as far as the example does not tell. */
function presetsFor(order: InitOrder): readonly PresetId[] {
  const { presets, entries, webhook, payments, receiver } = order;
  const has = (pattern: RegExp) => presets.some((id) => pattern.test(id));
  return [
    ...presets,
    ...(entries.length > 0 && !has(/^entry$/) ? ["entry" as const] : []),
    ...((webhook !== null || receiver) && !has(/webhook$/) ? ["webhook" as const] : []),
    ...(payments !== null && !has(/^payments-/) ? ["payments-g" as const] : []),
  ];
}

async function withEntries(
  draft: Draft,
  { entries: [first, ...others], usn, campaign }: InitOrder,
  needSecret: NeedSecret,
): Promise<Draft> {
  const { entry } = draft.sections;
  if (first === undefined || entry === undefined) return draft;
  const reference = firstOf(entry.key);
  const recipes = recipesOf([first, ...others], {
    key: await needSecret("entry.key", reference),
    partner: draft.partner,
    ...(usn === null ? {} : { usn }),
    ...(campaign === null ? {} : { campaign }),
  });
  const [recipe, ...alternatives] = recipes;
  if (recipe === undefined) return draft;
  const { sections, guesses } = entrySectionOf(recipe, first, reference);
  const doubts =
    alternatives.length === 0
      ? []
      : [
          {
            path: "entry.signature",
            message: `${alternatives.length} other recipes give the same; this is the simplest: another example, for another user, tells them apart`,
          },
        ];
  return withSections(draft, sections, [...doubts, ...guesses]);
}

async function withWebhook(draft: Draft, order: InitOrder, needSecret: NeedSecret): Promise<Draft> {
  const { webhook } = draft.sections;
  if (order.webhook === null || webhook === undefined) return draft;
  const secret = await needSecret("webhook.secret", firstOf(webhook.secret));
  const imported = importWebhook(order.webhook, secret, webhook);
  return withSections(draft, imported.sections, imported.guesses);
}

function withPayments(draft: Draft, order: InitOrder): Promise<Draft> {
  const { payments } = draft.sections;
  if (order.payments === null || payments === undefined) return Promise.resolve(draft);
  const imported = importPayments(order.payments, payments);
  const { unused } = imported.proposal;
  const left = unused === null ? [] : [{ path: "payments.map", message: unused }];
  return Promise.resolve(withSections(draft, imported.sections, [...imported.guesses, ...left]));
}

/** Of a rotation the one that signs. */
export function firstOf(reference: SecretReference | readonly SecretReference[]): SecretReference {
  const [first] = [reference].flat() as readonly SecretReference[];
  if (first === undefined) throw new TypeError("an empty list of references");
  return first;
}
