/** JSON of a file of this tool's own; whoever reads it says what is wrong with it. */

/** @returns null for what is no JSON, and for a bare number, text or null */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
