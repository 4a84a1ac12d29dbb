/** Errors that a reply tells although its status says success, under names that public APIs use. */
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonValue,
  renderJson,
  scalarText,
} from "../../core/json/value.js";

const FAULT =
  /(?:errors?|exceptions?)$|^(?:err|fault|warnings?|failures?|errorcode|errcode|errno|errormessage|errmsg|errormsg|errordescription)$/;
/** Names that say the opposite. */
const FAULTLESS = /^(?:has|is)?no(?:errors?|exceptions?)$/;
const SUCCEEDED = /^(?:success|ok|succeeded|issuccess|successful|issuccessful|succ)$/;
const STATE = /^(?:status|state|result|resultstatus|resulttype|resultcode|resultcd|ret|code)$/;
const CODE =
  /^(?:(?:status|result|return|response|resp|rsp|res|rtn|ret)?(?:code|cd)|rc|ret|status|state|result)$/;
export const MESSAGE =
  /^(?:(?:result|return|response|rtn|ret|status)?(?:message|msg|text)|description|detail|reason)$/;
const NO_FAULT = /^(?:0*|null|none|no?|f|false|ok|success|succeed(?:ed)?|-)$/i;
const FAILED = /^(?:errors?|fail(?:ed|ure)?|exception|ng|denied|unauthori[sz]ed|[45]\d\d)$/i;
const SUCCESS =
  /^(?:0+|1|20[0-6]|20?000|10000|ok|y|s|t|true|succ|success(?:ful)?|succeed(?:ed)?|normal|complete[d]?|done|passed|정상|성공)$/i;
const BAD_NEWS =
  /fail|error|denied|unauthori[sz]ed|forbidden|invalid|expired|limit|too many|too frequent|exceed|time.?out|timed.?out|busy|unavailable|maintenance|try again|실패|오류|에러|초과|점검|거부|만료|失败|错误|繁忙|超时|频繁|エラー|失敗/i;
const GOOD_NEWS =
  /^(?:success|ok\b|정상|성공)|\b(?:no|without|0) (?:errors?|failures?)\b|not found|no (?:data|records?|results?)/i;

/** @returns in words; null where the member tells of none */
export function faultIn(path: string, name: string, value: JsonValue): string | null {
  // Of a member that tells of none, nothing is written out: it may be all the records.
  return isFault(path, name, value) ? `"${path}" is ${renderJson(value).slice(0, 200)}` : null;
}

function isFault(path: string, name: string, value: JsonValue): boolean {
  const text = scalarText(value);
  // A number there may count them.
  if (FAULTLESS.test(name)) return text !== null && /^(?:false|no?|f)$/i.test(text);
  if (FAULT.test(name)) return !isNothing(value);
  if (text === null) return false;
  if (SUCCEEDED.test(name)) return /^(?:false|no?|f|0)$/i.test(text);
  if (name === "failed") return /shards/i.test(path) && /[1-9]/.test(text);
  if (MESSAGE.test(name)) return BAD_NEWS.test(text) && !GOOD_NEWS.test(text);
  return STATE.test(name) && FAILED.test(text);
}

/** @returns in words, a result code of which nobody here can say whether it means success */
export function unsureCode(path: string, name: string, value: JsonValue): string | null {
  const isScalar = typeof value === "string" || typeof value === "boolean" || isJsonNumber(value);
  if (!isScalar || !CODE.test(name)) return null;
  const text = (scalarText(value) ?? "").trim();
  if (text === "" || text.length > 20 || SUCCESS.test(text)) return null;
  return `"${path}" is ${renderJson(value)}`;
}

function isNothing(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) {
    const code = scalarText(value["code"]);
    return Object.keys(value).length === 0 || (code !== null && NO_FAULT.test(code));
  }
  const text = scalarText(value);
  return text === null || NO_FAULT.test(text);
}
