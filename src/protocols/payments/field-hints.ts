/** By which names and values a payment's field is recognised in a game's records. A new name is a line here. */
import type { PaymentField } from "./mapping.js";
import { parseDecimal } from "./payment-amount.js";
import type { RecordLeaf } from "./record-leaves.js";
import { readTime } from "./times.js";

/** Digits without separators, which {@link readTime} takes only when told. */
export const COMPACT_TIME = "yyyyMMddHHmmss";

export interface FieldHints {
  readonly field: PaymentField;
  /** Names without separators, the surest first. */
  readonly names: readonly RegExp[];
  readonly fits: (leaf: RecordLeaf) => boolean;
  /** May be added up over a list inside the record. */
  readonly sums?: true;
}

/** Resolved in this order; a leaf serves one field. */
export const FIELD_HINTS: readonly FieldHints[] = [
  {
    field: "currency",
    names: [/^currency(code)?$/, /currency/, /^cur(r)?$/],
    fits: ({ texts }) => texts.every((text) => /^[A-Z]{3}$/i.test(text)),
  },
  {
    field: "purchasedAt",
    names: [
      /^(pay|paid|purchase|purchased|buy|order|transaction|txn)(ment)?(d)?(time|date|at|ms|ts)+$/,
      /^(created?|time|date|completed?)(time|date|at|d|created|ms|on)?$/,
      /(time|date|timestamp|at|ms)$/,
    ],
    fits: isTime,
  },
  {
    field: "transactionId",
    names: [
      /^(transaction|txn|trans|tx)(id|no|number|code)?$|^tid$/,
      /^(order|payment|receipt|purchase|invoice|bill|serial)(id|no|number|num|code)?$|^sn$/,
      /^id$/,
    ],
    fits: ({ texts, inList }) => !inList && new Set(texts).size === texts.length,
  },
  {
    field: "userId",
    names: [
      /^(usn|uid|user|userid|userno|useruid)$/,
      /^(player|account|role|member|character|char|customer|buyer|steam)(id|no|uid)?$/,
    ],
    fits: ({ inList }) => !inList,
  },
  {
    field: "productId",
    names: [
      /^(product|goods|sku|prod)(id|no|code)?$|^pid$/,
      /^(item|package|pack|offer)(id|no|code|sku)?$/,
    ],
    fits: () => true,
  },
  {
    field: "productName",
    names: [/^(product|goods|item|package|prod)(name|title)$/],
    fits: ({ inList }) => !inList,
  },
  {
    field: "amount",
    names: [
      /^(pay|paid|payment|total|order)(amount|price|money|sum)$/,
      /^(amount|price|money)(value|amount|minor|cents)?$/,
      /^(total|sum|value|cost|cents|paid)$/,
    ],
    fits: ({ texts }) => texts.every((text) => parseDecimal(text) !== null),
    sums: true,
  },
  {
    field: "platform",
    names: [/^(platform|os|ostype|deviceos|devicetype|device)$/],
    fits: ({ inList }) => !inList,
  },
  {
    field: "distributionType",
    names: [
      /^(distribution|distributiontype|dist|storetype)$/,
      /^(store|channel|market|paychannel|paymentchannel|paymethod|paymentmethod)$/,
    ],
    fits: ({ inList }) => !inList,
  },
  {
    field: "creatorKey",
    names: [/^creator(code|key|id)?$/],
    fits: ({ inList }) => !inList,
  },
  {
    field: "callbackId",
    names: [/^callback(id)?$|^customdata$/],
    fits: ({ inList }) => !inList,
  },
  {
    field: "isTest",
    names: [/^(is)?(test|sandbox)(order|payment)?$/],
    fits: ({ texts }) => texts.every((text) => /^(true|false|0|1)$/.test(text)),
  },
];

function isTime({ texts, inList }: RecordLeaf): boolean {
  return (
    !inList &&
    texts.every(
      (text) =>
        readTime(text, { zone: "UTC" }).ok ||
        (/^20\d{12}$/.test(text) && readTime(text, { unit: COMPACT_TIME, zone: "UTC" }).ok),
    )
  );
}
