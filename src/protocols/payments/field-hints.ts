/** By which names and values a payment's field is recognised in a game's records. A new name is a line here. */
import type { PaymentField } from "./mapping.js";
import { type AmountSigns, readAmountText } from "./amount-text.js";
import { withoutSign } from "./currencies.js";
import { parseDecimal } from "./payment-amount.js";
import { timeFormOf } from "./propose-times.js";
import type { RecordLeaf } from "./record-leaves.js";

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
    names: [/^currency(code)?$/, /currency/, /^cur(r)?$|^통화(코드)?$/],
    fits: ({ texts }) => texts.every((text) => /^[A-Z]{3}$/i.test(text)),
  },
  {
    field: "purchasedAt",
    names: [
      /^(pay|paid|purchase|purchased|buy|order|transaction|txn)(ment)?(d)?(time|date|at|ms|ts)+$/,
      /^(created?|time|date|completed?)(time|date|at|d|created|ms|on)?$/,
      /^(approved?|auth|appl|tr|settled|charged?|sale)(d)?(time|date|at|dt|dttm)+$/,
      /(time|date|timestamp|at|ms|dt|dttm)$|일시$|일자$|시각$/,
    ],
    fits: isTime,
  },
  {
    field: "transactionId",
    names: [
      /^(transaction|txn|trans|tx)(id|no|number|code)?$|^tid$|^impuid$|^paymentkey$|^거래번호$/,
      /^(order|payment|receipt|purchase|invoice|bill|serial|charge|sale|ord|pay|merchant)(id|no|number|num|code|uid)?$|^sn$|^(주문|결제)번호$/,
      /^id$/,
    ],
    fits: ({ texts, inList }) => !inList && new Set(texts).size === texts.length,
  },
  {
    field: "userId",
    names: [
      /^(usn|uid|user|userid|userno|useruid)$|^회원(번호|아이디|id)$/,
      /^(player|account|role|member|character|char|customer|buyer|steam|owner|mb|mem)(id|no|uid|key|srl)?$/,
      /(user|member|player|account|customer)(id|no|uid|key)$/,
    ],
    fits: ({ inList }) => !inList,
  },
  {
    field: "productId",
    names: [
      /^(product|goods|sku|prod)(id|no|code)?$|^pid$/,
      /^(item|package|pack|offer|product)(id|no|code|sku|name)?$|^(goods|order)(nm|name)$|^상품(코드|번호|명)$/,
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
      /^(pay|paid|payment|total|order|approved?|charged?)(amount|amt|price|money|sum)(micros|minor|cents)?$/,
      /^(amount|amt|price|money)(value|amount|minor|cents|micros|units)?$/,
      /^(unit|item|sale)price$|^(결제|거래|승인)?금액$/,
      /^(total|sum|value|cost|cents|paid)$/,
    ],
    fits: isAmount,
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
  return !inList && timeFormOf(texts) !== null;
}

/** In whatever signs. */
function isAmount({ texts }: RecordLeaf): boolean {
  return texts.every((text) => amountSigns(text) !== null);
}

/** @returns the currency whose sign stands beside an amount; null where none does */
export function signedCurrency(text: string): string | null {
  const trimmed = text.trim();
  // A name may end in such a sign: 하원.
  if (amountSigns(trimmed) === null) return null;
  const plain = withoutSign(trimmed, "");
  return CODES.find((code) => withoutSign(trimmed, code) !== plain) ?? null;
}

/** @returns how an amount is written, beside its digits; null for what is none */
export function amountSigns(text: string): AmountSigns | null {
  const bare = CODES.reduce((rest, code) => withoutSign(rest, code), text.trim());
  if (parseDecimal(bare) !== null) return {};
  return SIGNS.find((signs) => readAmountText(bare, signs) !== null) ?? null;
}

const CODES = ["KRW", "USD", "EUR", "JPY", "GBP"] as const;
const SIGNS: readonly AmountSigns[] = [
  { grouping: "," },
  { decimal: ",", grouping: "." },
  { decimal: "," },
  { grouping: " " },
];
