/** From body bytes to a JSON value, without exceptions. What the value means is for the caller. */

export type JsonBody =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** @returns the parsed value, or why the bytes are no UTF-8 JSON text */
export function parseJsonBody(bytes: Uint8Array): JsonBody {
  if (bytes.length === 0) return { ok: false, reason: "the body is empty" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (cause) {
    const isSyntax = cause instanceof SyntaxError;
    return {
      ok: false,
      reason: isSyntax ? "the body is not JSON" : "the body is not UTF-8",
    };
  }
}

/** True for a JSON object; arrays and null are none. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
