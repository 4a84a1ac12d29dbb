/** Ids are compared as text: a number and its digits in quotes are one id. */
import { type JsonValue, renderJson } from "../../../core/json/value.js";

export function fieldText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : renderJson(value);
}
