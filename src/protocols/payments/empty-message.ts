/** What stands beside a list that is not there: a server that says it is not ready has not said that there is nothing. */
import { renderJson, type JsonValue, scalarText } from "../../core/json/value.js";
import { MESSAGE } from "./reply-faults.js";

/** Words of success, and of nothing found. */
const FINE =
  /^[^\p{L}\p{N}]*$|^(?:0+|[12]\d\d|y|s|t)$|succ|\bok\b|okay|done|complete|finish|fetched|retrieved|found|processed|normal|approved|accepted|\b(?:no|none|not|zero|0|nothing|true)\b|empty|정상|성공|완료|처리되|처리했|조회|없|無し|無い|なし|ない|ありません|空|成功|完了|正常|完成|无|没|沒|無/iu;
const NOT_YET =
  /warm(?:ing)?[ -]?up|not (?:yet )?(?:ready|available|loaded|complete)|\b(?:preparing|initiali[sz]ing|loading|starting|rebuilding|reindexing|syncing|queued|waiting|wait|retry|later|in progress)\b|준비 ?중|처리 ?중|진행 ?중|생성 ?중|집계 ?중|대기|잠시|재시도|다시 시도|準備中|処理中|集計中|しばらく|处理中|准备中|稍后|稍候/i;

/** Of a member of a reply without records. */
export interface EmptyMessage {
  /** In words. */
  readonly text: string;
  /** It says that it is too early; else it is only no known word of success. */
  readonly isNotYet: boolean;
}

/** @returns null for what is no message, or says success or that there is nothing */
export function emptyMessage(path: string, name: string, value: JsonValue): EmptyMessage | null {
  const said = MESSAGE.test(name) ? (scalarText(value) ?? "").trim() : "";
  const isNotYet = NOT_YET.test(said);
  return isNotYet || !FINE.test(said)
    ? { text: `"${path}" is ${renderJson(value).slice(0, 200)}`, isNotYet }
    : null;
}
