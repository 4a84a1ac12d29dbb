/**
 * Money that may be no payment: records whose status, type or flags say so under
 * the names that public APIs use, in a field that the profile does not read.
 */
import { memoize } from "../../core/memoize.js";
import { isJsonObject, type JsonValue, scalarText } from "../../core/json/value.js";
import { plainName } from "../../core/json/plain-name.js";
import { pathBelow, valuesAt } from "../../core/json/path.js";
import { fieldRule, type PaymentConversion } from "./mapping.js";
import {
  BAD,
  BAD_TYPE,
  CODED,
  DENIED,
  FALSE,
  GOOD,
  holdsRefunds,
  NUMBERED,
  REFUNDED,
  type Role,
  roleOf,
  TRIAL,
  TRUE,
  USUAL,
} from "./status-words.js";

/** A field that is not read. */
export interface UnreadField {
  readonly path: string;
  readonly value: string;
  /** Said by most payments; only beside another value does it tell something. */
  readonly isUsual?: true;
}

/** What a record says of itself. */
export interface StatusReading {
  /** Why it is not to be taken for a payment, in words; null where nothing speaks against it. */
  readonly problem: string | null;
  /** Fields that are not read, and say what nobody here knows the meaning of. */
  readonly unread: readonly UnreadField[];
}

/** Longer keys are names of nothing, and not worth being remembered. */
const LONGEST_KEY = 200;

const CLEAR: StatusReading = { problem: null, unread: [] };

/** Made once for many records: their keys are mostly the same. */
export function createStatusWatch({ source, map, refunds }: PaymentConversion) {
  const rules = [source.counts ?? []].flat();
  const mapped = Object.values(map).map((mapping) => fieldRule(mapping).path ?? "");
  const { refund } = source;
  const settled = new Set([
    ...rules.map(({ path }) => path),
    ...mapped,
    ...(source.ignore ?? []),
    refund?.amount ?? "",
    refund?.list ?? "",
  ]);
  const priceOfOne = pricePath(map);
  const listOfPrices = /^(.*)\[\][^[]*$/.exec(priceOfOne ?? "")?.[1];
  const lists = [refund?.list, refund?.path, refund?.amount].filter((path) => path !== undefined);
  const known = memoize((key): Role | null => {
    const name = plainName(key);
    return refunds !== undefined && REFUNDED.test(name) ? null : roleOf(name);
  }, LONGEST_KEY);
  const look = (object: JsonValue, path: string, depth: number, found: Found): void => {
    if (!isJsonObject(object)) return;
    for (const key in object) {
      const value = object[key] ?? null;
      if (value === null) continue;
      const role = known(key);
      const at = role === null && typeof value !== "object" ? "" : pathBelow(path, key);
      if (role !== null && !settled.has(at)) {
        const isRead = at === refund?.path;
        if (role === "part") judgePart(at, value, lists, found);
        else if (role === "pieces") judgePieces(at, value, priceOfOne, found);
        else judge(role, at, value, isRead, found);
      }
      if (depth > 0 && typeof value === "object" && (role === null || role === "part"))
        look(value, at, depth - 1, found);
    }
  };
  /** In an item whose price is read, what says how many there are of it. */
  const lookForPieces = (item: JsonValue, path: string, found: Found): void => {
    if (!isJsonObject(item)) return;
    for (const [key, value] of Object.entries(item)) {
      const at = pathBelow(path, key);
      if (known(key) === "pieces" && !settled.has(at)) judgePieces(at, value, priceOfOne, found);
    }
  };
  return (record: JsonValue): StatusReading => {
    const found: Found = { problem: null, unread: null };
    look(record, "", 1, found);
    if (listOfPrices !== undefined)
      for (const item of valuesAt(record, `${listOfPrices}[]`))
        lookForPieces(item, `${listOfPrices}[]`, found);
    if (found.problem === null && found.unread === null) return CLEAR;
    return { problem: found.problem, unread: found.unread ?? [] };
  };
}

const PRICE =
  /^(?:unit|item|single|each|piece)?(?:price|cost|amount)(?:ofone|per(?:unit|item|piece))?$/;

/** Where the amount may be the price of one piece by its name; null where it is of all. */
function pricePath(map: PaymentConversion["map"]): string | null {
  const { path: single, sum, times } = fieldRule(map["amount"] ?? {});
  const path = sum ?? single;
  const name = plainName(path?.split(".").at(-1) ?? "");
  if (path === undefined || times !== undefined || !PRICE.test(name)) return null;
  return name === "amount" || name === "cost" ? null : path;
}

interface Found {
  problem: string | null;
  unread: UnreadField[] | null;
}

/** @param lists paths by which the profile reads refunds: one of them may lead into this part */
function judgePart(path: string, value: JsonValue, lists: readonly string[], found: Found): void {
  const isRead = lists.some((each) => each.startsWith(`${path}.`) || each.startsWith(`${path}[`));
  if (!isRead && holdsRefunds(value))
    found.problem ??= `${path} tells of refunds, and nothing reads them: set payments.source.refund.list to "${path}" with the paths of its id and amount, or name it in payments.source.ignore`;
}

function judgePieces(path: string, value: JsonValue, price: string | null, found: Found): void {
  const text = scalarText(value);
  if (price === null || text === null || !/^\d{1,9}$/.test(text) || Number(text) < 2) return;
  const remedy = path.includes("[]")
    ? "map an amount that is of all, since items are not multiplied one by one"
    : `set payments.map.amount.times to "${path}"`;
  found.problem ??= `${path} says ${text}: where ${price} is the price of one, ${remedy}; where it is of all, name ${path} in payments.source.ignore`;
}

/** What a scalar says by its name; a status, type and code are for {@link judgeKind}. */
const SPEAKS_AGAINST: Readonly<Partial<Record<Role, (text: string) => boolean>>> = {
  flag: (text) => TRUE.test(text),
  unmet: (text) => FALSE.test(text),
  time: (text) => !/^(?:|0|-1|null)$/.test(text),
  sum: (text) => !/^-?0*(?:\.0*)?$/.test(text),
  site: (text) => TRIAL.test(text),
  bought: (text) => (CODED.test(text) ? !/^0+$/.test(text) : isBadKind("status", text)),
  sandboxed: (text) => /^\d$/.test(text),
};

function judge(role: Role, path: string, value: JsonValue, isRead: boolean, found: Found): void {
  const text = scalarText(value);
  if (text === null) return;
  const against = SPEAKS_AGAINST[role];
  const isAgainst = against === undefined ? isBadKind(role, text) : against(text);
  if (isAgainst) found.problem ??= unsure(path, `"${text}"`);
  else if (against === undefined) judgeKind(role, path, text, isRead, found);
}

function unsure(path: string, text: string): string {
  return `${path} says ${text}, and the profile does not say whether that is a payment: name the values that count in payments.source.counts, or the path in payments.source.ignore`;
}

function isBadKind(role: Role, text: string): boolean {
  if (role === "type" || role === "method") return BAD_TYPE.test(text);
  return role === "status" && BAD.test(text) && !GOOD.test(text) && !DENIED.test(text);
}

/** Codes of the refund rule's own path are told apart by it; the others mean what nobody here knows. */
function judgeKind(role: Role, path: string, text: string, isRead: boolean, found: Found): void {
  const isCode = CODED.test(text) && role !== "method";
  if (isCode && USUAL.test(text)) {
    if (!isRead) (found.unread ??= []).push({ path, value: text, isUsual: true });
  } else if (isCode) found.problem ??= unsure(path, text);
  else if (NUMBERED.test(text) && role !== "method" && !isRead)
    (found.unread ??= []).push({ path, value: text });
  else if (role === "status" && !isRead && !GOOD.test(text) && !DENIED.test(text))
    (found.unread ??= []).push({ path, value: text });
}
