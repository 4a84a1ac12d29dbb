/**
 * ISO 8601 in UTC, as `toISOString` writes it, for times of which many in a row are the same
 * millisecond: to work each of them out takes longer than to take in a delivery's body.
 */
export function createIsoTimes(): (ms: number) => string {
  let last: { readonly ms: number; readonly text: string } | null = null;
  return (ms) => {
    if (last?.ms !== ms) last = { ms, text: new Date(ms).toISOString() };
    return last.text;
  };
}
