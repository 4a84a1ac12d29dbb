/** What a call's body says, and how its problems are told. */
import { type JsonObject, isJsonObject } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import type { SdkCall } from "./endpoints.js";
import type { ErrorDetail } from "./sdk-api-replies.js";

/** @returns null when it is not a JSON object */
export function readBody({ body }: SdkCall): JsonObject | null {
  const { buffer, byteOffset, length } = body;
  const text = Buffer.from(buffer, byteOffset, length).toString("utf8");
  const document = parseJson(text);
  return document.ok && isJsonObject(document.value) ? document.value : null;
}

/** @param problems such as `amount: missing` */
export function validationDetails(
  prefix: string,
  problems: readonly string[],
): readonly ErrorDetail[] {
  return problems.map((problem) => {
    const at = problem.indexOf(": ");
    return at === -1
      ? { path: prefix, message: problem }
      : { path: prefix + problem.slice(0, at), message: problem.slice(at + 2) };
  });
}
