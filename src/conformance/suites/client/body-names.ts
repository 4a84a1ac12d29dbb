/** The names of members in a body. */
import { isJsonArray, isJsonObject, type JsonValue } from "../../../core/json/value.js";

/** The body, and each item of the lists in it. */
function objectsIn(body: JsonValue | null) {
  if (body === null || !isJsonObject(body)) return [];
  const items = Object.values(body).flatMap((value) => (isJsonArray(value) ? value : []));
  return [body, ...items.filter((each) => isJsonObject(each))];
}

export function namesIn(body: JsonValue | null): readonly string[] {
  return [...new Set(objectsIn(body).flatMap((each) => Object.keys(each)))];
}
