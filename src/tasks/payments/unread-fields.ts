/** Fields of records that look like a status and that the profile does not read, over a run. */
import type { UnreadField } from "../../protocols/payments/status-watch.js";
import { NUMBERED } from "../../protocols/payments/status-words.js";

/** Path → what stands there; true where nobody here knows what that means. */
export type UnreadFields = Map<string, Map<string, boolean>>;

/** More would be no status, but an id or a text. */
const MOST_VALUES = 12;

export function createUnreadFields(): UnreadFields {
  return new Map();
}

export function addUnread(fields: UnreadFields, { path, value, isUsual }: UnreadField): void {
  const values = fields.get(path) ?? new Map<string, boolean>();
  if (values.size === 0) fields.set(path, values);
  if (values.size < MOST_VALUES && !values.has(value)) values.set(value, isUsual !== true);
}

export function joinUnread(all: UnreadFields, more: UnreadFields): void {
  for (const [path, values] of more)
    for (const [value, isUnknown] of values)
      addUnread(all, { path, value, ...(isUnknown ? {} : { isUsual: true as const }) });
}

/** @returns a line for each field that says what nobody here knows */
export function unreadNotices(fields: UnreadFields): readonly (readonly [string, string])[] {
  return [...fields]
    .filter(([, values]) => [...values.values()].includes(true))
    .map(([path, values]) => [
      path,
      `warning: ${path} looks like a status and is not read (${listed(values)}): ${WAY}`,
    ]);
}

/** @returns in words, which fields tell records apart, or hold an unknown number, without being read */
export function unreadDoubts(fields: UnreadFields): readonly string[] {
  return [...fields].flatMap(([path, values]) => {
    const isCode = [...values.keys()].some((value) => NUMBERED.test(value));
    if (values.size < 2 && !isCode) return [];
    const what =
      values.size > 1
        ? "tells records apart and is not read"
        : "is not read, and only its provider knows what its number means";
    return [
      `${path} ${what} (${listed(values)}): ${WAY}, or name ${path} in payments.source.ignore`,
    ];
  });
}

const WAY = "say in payments.source.counts which values are payments";

function listed(values: ReadonlyMap<string, boolean>): string {
  return [...values.keys()].join(", ");
}
