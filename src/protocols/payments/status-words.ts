/** By which names and values records say that they are no payment, as public APIs write them. */
import { plainName } from "../../core/json/plain-name.js";
import { isJsonArray, isJsonObject, type JsonValue, scalarText } from "../../core/json/value.js";

/**
 * `unmet` is a flag that a payment has set, `site` where it was made, `part` a
 * list or an object that tells of refunds, `pieces` how many were bought, `bought` zero where it was,
 * `method` perhaps how it was paid.
 */
export type Role =
  | "status"
  | "type"
  | "flag"
  | "unmet"
  | "time"
  | "sum"
  | "code"
  | "site"
  | "part"
  | "sandboxed"
  | "bought"
  | "method"
  | "pieces";

const STATUS =
  /^[\p{L}\p{N}]*(?:status|state|stat|sts|sttus)(?:code|cd)?$|(?:상태|状態|状态|ステータス)(?:코드|コード)?$/u;
/** Of what kind a record is, in a provider's own numbers. */
const CODE =
  /^[\p{L}\p{N}]*(?:admission|approv(?:al|e)|appr|cancel|trade|deal|tran)(?:type|kind|gubun|div|cls|flag)?(?:code|cd)$|^result(?:code|cd)$/u;
const TYPE =
  /^(?:type|kind|(?:transaction|tx|trx|event|record|tran|trade|deal|approval|appr|sale|charge)(?:type|kind))$|^(?:거래|결제|주문|매출)?(?:구분|유형|종류)$/;
/** In words a type as well; its numbers mostly tell of how or what was paid. */
const METHOD = /^(?:payment|order)(?:type|kind)$/;
const FLAG =
  /^(?:is)?(?:pending|cancel(?:l?ed)?|refunded|voided|reversed|failed|deleted|invalid|test(?:purchase|order|payment|transaction|mode)?|dryrun|sandbox|unpaid|chargeback|chargedback|disputed)(?:yn|flag)?$|^is(?:refund|cancel|void)$|^(?:취소|환불|테스트)여부$|^테스트(?:결제|구매|주문)?$/;
const UNMET =
  /^(?:is)?(?:paid|success(?:ful)?|succeeded|approved|completed|captured|valid|livemode)(?:yn|flag)?$|^(?:승인|결제)여부$/;
const TIME =
  /^(?:refund(?:ed)?|cancel(?:l?ed)?|void(?:ed)?|revocation|revoked|reversed|deleted|failed)(?:at|date|time|timemillis|on)$|^(?:취소|환불)(?:일|일시|일자|시간|시각)$/;
const SUM =
  /^(?:refund(?:ed)?|cancel(?:l?ed)?)(?:amount|sum|price|total)$|^amountrefunded$|^(?:취소|환불)(?:금액|액)$/;
const SITE = /^(?:server)?env$|^environment$|^[a-z]*mode$/;
const PART =
  /^(?:refunds?|cancel(?:s|l?ation|l?ations)?|reversals?|chargebacks?|disputes?)(?:info|list|history|details?|items|data)?$/;
/** Of Google's orders: there is such a member only where nothing was paid. */
const SANDBOXED = /^purchasetype$/;

/** Of app stores: what is not 0 was cancelled, or waits. */
const BOUGHT = /^purchasestate$/;
const PIECES = /^(?:quantity|qty|count|numberofitems|itemcount|itemquantity|수량|개수)$/;

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [BOUGHT, "bought"],
  [FLAG, "flag"],
  [UNMET, "unmet"],
  [STATUS, "status"],
  [TYPE, "type"],
  [METHOD, "method"],
  [CODE, "code"],
  [TIME, "time"],
  [SUM, "sum"],
  [SITE, "site"],
  [PART, "part"],
  [SANDBOXED, "sandboxed"],
  [PIECES, "pieces"],
];

/** What a payment says of refunds that another query tells of. */
export const REFUNDED = /^(?:is)?refund|refunded$|^환불/;

export function roleOf(name: string): Role | null {
  return ROLES.find(([names]) => names.test(name))?.[1] ?? null;
}

export const GOOD =
  /^(?:paid|pay(?:ed)?|success\w*|succe[es]d\w*|completed?|done|settled|approved|captured|ok|s|y|c|processed|purchased|confirmed|finish(?:ed)?|valid|active|fulfilled|delivered|acknowledged|consumed|closed|charged?|sale|payment|purchase|order|0+|1|true|200|승인|결제완료|결제|완료|성공|정상)$/i;
export const BAD =
  /fail|cancel|refund|void|declin|pending|\binit|^init|wait|^ready|expire|error|reject|abort|charge.?back|charged.?back|revers|disput|unpaid|processing|in.?progress|incomplete|uncaptured|취소|실패|대기|환불|미결제|取消|退款|返金|キャンセル/i;
export const BAD_TYPE =
  /refund|charge.?back|\bfee\b|_fee$|\btax\b|payout|withdraw|revers|adjust|void|cancel|환불|취소|수수료|取消|退款|返金|キャンセル/i;
export const DENIED = /^(?:not|non|no|un|never)[-_ ]?(?:refund|cancel|void|disput|fail)/i;
/** A number or a letter, of which only its provider knows what it means. */
export const CODED = /^(?:\d{1,4}|[a-z])$/i;
/** A longer number, which only its provider knows as well. */
export const NUMBERED = /^(?!0+$)\d{5,9}$/;
/** Of a code, what most providers mean by it where all records say the same. */
export const USUAL = /^(?:0+|1|200|[sycp])$/i;
export const TRUE = /^(?:true|1|y|yes)$/i;
export const FALSE = /^(?:false|0|n|no)$/i;
export const TRIAL = /sandbox|^test|staging|^(?:dev|stg|qa)$/i;
const REFUND_WORD = /refund|charge.?back|revers|환불|退款|返金/i;
const CANCEL_WORD = /cancel|void|취소|取消|キャンセル/i;

/** Whether a status is one of what was paid and given back; `maybe` where it may never have been paid. */
export function givenBack(text: string): "yes" | "maybe" | "no" {
  if (DENIED.test(text)) return "no";
  if (REFUND_WORD.test(text)) return /fail|reject|request|pending/i.test(text) ? "maybe" : "yes";
  return CANCEL_WORD.test(text) ? "maybe" : "no";
}

/** Members of an object that say that there was such a thing; an address of a list says nothing. */
const TELLING = /amount|amt|sum|price|date|at$|time|id$|no$|key$|reason|status/;

/** Whether a list or an object of refunds holds any. */
export function holdsRefunds(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.length > 0;
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => {
    if (isJsonArray(member)) return member.length > 0;
    const text = scalarText(member);
    return text !== null && TELLING.test(plainName(key)) && !/^(?:|0*(?:\.0*)?|null)$/.test(text);
  });
}
