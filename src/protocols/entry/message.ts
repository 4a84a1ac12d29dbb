/** Renders the text that is signed, as bytes. The result contains the key: it must never leave a protocol function. */
import { templateParts } from "../signing/template.js";

/** @returns null when a placeholder has no value */
export function renderMessage(
  template: string,
  valueOf: (name: string) => string | Uint8Array | undefined,
): Buffer | null {
  const { literals, names } = templateParts(template);
  const parts: Uint8Array[] = [Buffer.from(literals[0] ?? "", "utf8")];
  for (const [index, name] of names.entries()) {
    const value = valueOf(name);
    if (value === undefined) return null;
    parts.push(typeof value === "string" ? Buffer.from(value, "utf8") : value);
    parts.push(Buffer.from(literals[index + 1] ?? "", "utf8"));
  }
  return Buffer.concat(parts);
}
