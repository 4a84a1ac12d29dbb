/** A moment as text, as programs write it where a number was agreed. */

/** @returns ISO 8601 in UTC; none where the moment has no date */
export function isoTexts(ms: number): readonly string[] {
  if (Number.isNaN(new Date(ms).getTime())) return [];
  const text = new Date(ms).toISOString();
  return [text, text.replace(/\.\d+/, ""), text.replace(/\.\d+Z/, "+00:00"), text.slice(0, 19)];
}
