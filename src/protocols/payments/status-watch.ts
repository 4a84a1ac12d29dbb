/**
 * Money that may be no payment: records whose status, type or flags say so under
 * the names that public APIs use, in a field that the profile does not read.
 */
import { isJsonObject, type JsonValue, scalarText } from "../../core/json/value.js";
import { pathBelow } from "../../core/json/path.js";
import { fieldRule, type PaymentConversion } from "./mapping.js";
import { plainName } from "./reply-signs.js";

/** What a record says of itself. */
export interface StatusReading {
  /** Why it is not to be taken for a payment, in words; null where nothing speaks against it. */
  readonly problem: string | null;
  /** Fields that are not read, and say what nobody here knows the meaning of. */
  readonly unread: readonly { readonly path: string; readonly value: string }[];
}

const CLEAR: StatusReading = { problem: null, unread: [] };

type Role = "status" | "type" | "flag" | "time" | "sum" | "code";

const STATUS = /^\w*(?:status|state|stat|sts|sttus)(?:code|cd)?$/;
/** Of what kind a record is, in a provider's own numbers. */
const CODE =
  /^\w*(?:admission|approv(?:al|e)|appr|cancel|trade|deal|tran)(?:type|kind|gubun|div|cls|flag)?(?:code|cd)$/;
const TYPE = /^(?:type|kind|(?:transaction|tx|trx|event|record|payment|order|tran)(?:type|kind))$/;
const FLAG =
  /^(?:is)?(?:pending|cancel(?:l?ed)?|refunded|voided|failed|test|testpurchase|sandbox|unpaid|chargedback|disputed)(?:yn|flag)?$/;
const TIME =
  /^(?:refund(?:ed)?|cancel(?:l?ed)?|void(?:ed)?|revocation|failed)(?:at|date|time|timemillis|on)$/;
const SUM = /^(?:refund(?:ed)?|cancel(?:l?ed)?)(?:amount|sum|price|total)$|^amountrefunded$/;

/** What a payment says of refunds that another query tells of. */
const REFUNDED = /^(?:is)?refund|refunded$/;

const GOOD =
  /^(?:paid|pay(?:ed)?|success\w*|succe[es]d\w*|completed?|done|settled|approved|captured|ok|s|y|c|processed|purchased|confirmed|finish(?:ed)?|valid|active|fulfilled|delivered|acknowledged|consumed|closed|charged?|sale|payment|purchase|order|0+|1|true|200|승인|결제완료|결제|완료|성공|정상)$/i;
const BAD =
  /fail|cancel|refund|void|declin|pending|\binit|^init|wait|^ready|expire|error|reject|abort|charge.?back|charged.?back|revers|disput|unpaid|processing|in.?progress|incomplete|uncaptured|취소|실패|대기|환불|미결제/i;
const BAD_TYPE =
  /refund|charge.?back|\bfee\b|_fee$|\btax\b|payout|withdraw|revers|adjust|void|cancel|환불|취소|수수료/i;
const DENIED = /^(?:not|non|no|un|never)[-_ ]?(?:refund|cancel|void|disput|fail)/i;

function roleOf(key: string): Role | null {
  const name = plainName(key);
  if (FLAG.test(name)) return "flag";
  if (STATUS.test(name)) return "status";
  if (TYPE.test(name)) return "type";
  if (CODE.test(name)) return "code";
  if (TIME.test(name)) return "time";
  return SUM.test(name) ? "sum" : null;
}

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
  ]);
  const roles = new Map<string, Role | null>();
  const known = (key: string): Role | null => {
    const before = roles.get(key);
    if (before !== undefined) return before;
    const role = refunds !== undefined && REFUNDED.test(plainName(key)) ? null : roleOf(key);
    roles.set(key, role);
    return role;
  };
  const look = (object: JsonValue, path: string, depth: number, found: Found): void => {
    if (!isJsonObject(object)) return;
    for (const key in object) {
      const value = object[key] ?? null;
      if (value === null) continue;
      const role = known(key);
      if (role === null) {
        if (depth > 0 && typeof value === "object")
          look(value, pathBelow(path, key), depth - 1, found);
        continue;
      }
      const at = pathBelow(path, key);
      if (!settled.has(at)) judge(role, at, value, at === refund?.path, found);
    }
  };
  return (record: JsonValue): StatusReading => {
    const found: Found = { problem: null, unread: null };
    look(record, "", 1, found);
    if (found.problem === null && found.unread === null) return CLEAR;
    return { problem: found.problem, unread: found.unread ?? [] };
  };
}

interface Found {
  problem: string | null;
  unread: { readonly path: string; readonly value: string }[] | null;
}

function judge(role: Role, path: string, value: JsonValue, isRead: boolean, found: Found): void {
  const text = scalarText(value);
  if (text === null) return;
  const says = `${path} says "${text}"`;
  if (role === "flag" && /^(?:true|1|y|yes)$/i.test(text)) found.problem ??= says;
  if (role === "time" && !/^(?:|0|-1|null)$/.test(text)) found.problem ??= says;
  if (role === "sum" && !/^-?0*(?:\.0*)?$/.test(text)) found.problem ??= says;
  if (role === "type" && BAD_TYPE.test(text)) found.problem ??= says;
  if (role === "code" && /^(?:\d{1,4}|[a-z])$/i.test(text) && !isRead)
    (found.unread ??= []).push({ path, value: text });
  if (role !== "status" || GOOD.test(text) || DENIED.test(text)) return;
  if (BAD.test(text)) found.problem ??= says;
  else if (!isRead) (found.unread ??= []).push({ path, value: text });
}
