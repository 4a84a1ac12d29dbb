/**
 * The `payments` section of a profile as plain data: how the game server's
 * payment query is asked and how its records become PlayCamp payments.
 */
import type { ReplyFormat } from "./reply-format.js";
import type { Paging } from "./paging/kinds.js";
import type { PollAuth } from "./auth-mapping.js";

export type { Paging } from "./paging/kinds.js";

/** Where the range and paging parameters stand. */
export type RequestPlace = "query" | "form" | "json";

/** How the queried range is sent. */
export interface RangeMapping {
  /** Parameter names; default `from` and `to`. */
  readonly from?: string;
  readonly to?: string;
  /** One parameter, named by `from`, is a whole day. */
  readonly day?: boolean;
  /** The end as sent is itself asked for. */
  readonly inclusive?: boolean;
  /** The end is not sent: what is later than it comes too. */
  readonly open?: boolean;
  /** `iso` (default), `s`, `ms`, or a pattern such as `yyyy-MM-dd HH:mm:ss`. */
  readonly format?: string;
  /** IANA name or fixed offset (`UTC+8`, `+08:00`); default UTC. */
  readonly zone?: string;
  /** The longest range one request may ask for, such as `6h`. */
  readonly maxWindow?: string;
  /** A range known to hold payments on several pages, ISO 8601. */
  readonly sample?: { readonly from: string; readonly to: string };
}

/** When a reply counts as a success, whatever its HTTP status says. */
export interface SuccessRule {
  readonly path: string;
  readonly equals: string | number | boolean | null;
}

/** A reply for an empty range: its status, or a value in its body. */
export interface EmptyRule {
  readonly status?: number;
  readonly path?: string;
  readonly equals?: string | number | boolean;
  /** The path of the records is left out where there are none. */
  readonly absent?: boolean;
}

/** Records whose value at `path` is one of `in`. */
export interface ValueRule {
  readonly path: string;
  readonly in: readonly (string | number | boolean)[];
}

/** Which records are refunds: those whose value at `path` is one of `in`; or the items of a list in a payment. */
export interface RefundRule extends Partial<ValueRule> {
  /** Path of a list inside a payment, of which every item is a refund of it. */
  readonly list?: string;
  /** Path of the refund's own id; default the record's id. */
  readonly id?: string;
  /** Path of the id of the payment that is refunded; default the refund's own id. */
  readonly of?: string;
  /** Path of the refunded amount, in the unit of `map.amount`; default the record's amount. */
  readonly amount?: string;
  /** Every record is one, by the profile's `payments.refunds`. */
  readonly every?: boolean;
}

/** Records that come as signed tokens (JSON Web Signatures), whose payload is the record. */
export interface SignedRecords {
  /** Of the token in the record, or of several, one inside the other; default: the record is the token. */
  readonly path?: string | readonly string[];
  /** PEM text of the public key, or of the root certificate of the chain that tokens bring. */
  readonly key?: string;
}

/** A report that is asked for, waited for and downloaded; the source's own request asks for it. */
export interface ReportRule {
  /** Path of the report's id in the first reply. */
  readonly id?: string;
  /** Asked until the report is ready; `{id}` is filled in. Default: the first reply's `Location`. */
  readonly status?: string;
  readonly ready?: ValueRule;
  /** At the path of `ready`: what says that there will be none. */
  readonly failed?: readonly (string | number | boolean)[];
  /** The download's address: its path in the last reply, or a URL in which `{id}` is filled in. */
  readonly download?: string;
  /** Between two questions; default 5s. */
  readonly every?: string;
  /** The longest time until it is ready; default 10m. */
  readonly wait?: string;
}

/** `5/1h`, or the same as an object. */
export type PollRate = string | { readonly requests: number; readonly per: string };

export interface PaymentSource {
  readonly url: string;
  /** Default `GET`. */
  readonly method?: "GET" | "POST";
  /** Default `query` for GET, `json` for POST. */
  readonly in?: RequestPlace;
  /** Left out when the server takes no range. */
  readonly range?: RangeMapping;
  /** Default `{kind: none}`. */
  readonly paging?: Paging;
  /** The one parameter that holds all others as JSON, where they stand in the query or a form. */
  readonly wrap?: string;
  /** Sent with every poll, beside range and paging. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Of one window; a source that names more is never at its end. Default 100,000. */
  readonly maxPages?: number;
  /** Path of the records; left out when the reply is an array or NDJSON. */
  readonly records?: string;
  /** At the path of the records stands an object, of which every member is one. */
  readonly keyed?: boolean;
  readonly success?: SuccessRule;
  /** Default `{kind: none}`. */
  readonly auth?: PollAuth;
  readonly rate?: PollRate;
  readonly refund?: RefundRule;
  /** Which records are payments: those that meet every rule. */
  readonly counts?: ValueRule | readonly ValueRule[];
  /** What says that a range holds no payments, beside an empty list. */
  readonly empty?: EmptyRule;
  /** Paths in replies and records whose names mislead: no total, no next page, no status. */
  readonly ignore?: readonly string[];
  /** Of replies that name none or a wrong one: a label such as `euc-kr`. */
  readonly charset?: string;
  /** Of the replies; default JSON, a document or lines. */
  readonly format?: ReplyFormat;
  /** Between the cells of a table; default a comma, of TSV a tab. */
  readonly separator?: string;
  /** The list begins with its newest record and cannot be asked for a range: what follows an older page is older. */
  readonly order?: "newest-first";
  readonly jws?: SignedRecords;
  readonly report?: ReportRule;
}

/** How one field of a payment comes out of a record. */
export interface FieldRule {
  readonly path?: string;
  /** Looked at one after the other where the path holds nothing; of an amount, zero is nothing too. */
  readonly or?: string[];
  /** The value itself; beside `path` or `sum`, what stands in when those find nothing. */
  readonly const?: string | number | boolean;
  /** Path of several amounts that are added up. */
  readonly sum?: string;
  /** Raw text → value; `*` stands for anything else. */
  readonly lookup?: Readonly<Record<string, string | number | boolean>>;
  /** Paths whose texts are written one after the other, such as a date and a time. */
  readonly join?: string[];
  /** Amounts: `major` (default), `minor`, `milli`, `micro`. Times: `iso`, `s`, `ms` or a pattern; default: recognised. */
  readonly unit?: string;
  /** Of amounts that are whole numbers of 10^-scale of the major unit. */
  readonly scale?: number;
  /** Decimals of the minor unit by currency, where the provider's differ from ISO 4217. */
  readonly currencies?: Readonly<Record<string, number>>;
  /** Path of the billionths that belong to a whole number of units. */
  readonly nanos?: string;
  /** Path of how many pieces were bought, of an amount that is the price of one. */
  readonly times?: string;
  /** What an amount is multiplied by; the product is rounded to the currency's decimals. */
  readonly rate?: string | number;
  /** The sign before the decimals, where it is a comma. */
  readonly decimal?: "." | ",";
  /** Signs between thousands: `,`, `.`, `'` or a space. */
  readonly grouping?: string;
  /** Of zone-less times; default the range's zone. */
  readonly zone?: string;
}

/** A path, or a rule. */
export type FieldMapping = string | FieldRule;

export const REQUIRED_FIELDS = [
  "transactionId",
  "userId",
  "productId",
  "amount",
  "currency",
  "platform",
  "distributionType",
  "purchasedAt",
] as const;

export const OPTIONAL_FIELDS = ["productName", "callbackId", "isTest", "creatorKey"] as const;

export type RequiredField = (typeof REQUIRED_FIELDS)[number];
export type OptionalField = (typeof OPTIONAL_FIELDS)[number];
export type PaymentField = RequiredField | OptionalField;

/**
 * Field → where it comes from; `check.ts` says what is missing or unknown.
 *
 * `creatorKey` is kept for the settlement alone: PlayCamp's payment has no such field.
 */
export type PaymentMapping = Readonly<Record<string, FieldMapping>>;

/** What a conversion needs of the profile's `payments` section. */
export interface PaymentConversion {
  readonly source: Pick<PaymentSource, "range" | "refund" | "counts" | "ignore">;
  readonly map: PaymentMapping;
  /** There is where refunds are told, so that a payment may say that it has some. */
  readonly refunds?: unknown;
}

export function fieldRule(mapping: FieldMapping): FieldRule {
  return typeof mapping === "string" ? { path: mapping } : mapping;
}
