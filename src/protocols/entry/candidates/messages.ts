/** The message templates that partners are known to build: fields in some order, joined by a separator. */

export const SIGNED_FIELDS = ["usn", "timestamp", "campaign", "key", "partner"] as const;

/** The usual ones first. */
export const SEPARATORS: readonly string[] = Array.from("|:.-_,;&")
  .concat("", "\n")
  .concat(Array.from("/~#+ =\t"))
  .concat("%7C", "%3A", "%2C", "%26", "||", "::", "--", "__", ", ", " | ", "\r\n", "\\n");

export interface MessageCandidate {
  readonly fields: readonly string[];
  readonly separator: string;
  readonly template: string;
}

/** Every non-empty selection in every order, short ones first. */
export function orderedSelections(fields: readonly string[]): readonly (readonly string[])[] {
  const selections: (readonly string[])[] = fields.map((field) => [field]);
  for (let from = 0, size = 1; size < fields.length; size += 1) {
    const until = selections.length;
    for (const selection of selections.slice(from, until)) {
      for (const field of fields) {
        if (!selection.includes(field)) selections.push([...selection, field]);
      }
    }
    from = until;
  }
  return selections;
}

/** All candidates, simplest first: few fields, then usual separators. */
export function messageCandidates(
  fields: readonly string[],
  separators: readonly string[] = SEPARATORS,
): readonly MessageCandidate[] {
  return orderedSelections(fields).flatMap((selection) =>
    (selection.length === 1 ? [""] : separators).map((separator) =>
      joinedMessage(selection, separator),
    ),
  );
}

export function joinedMessage(fields: readonly string[], separator: string): MessageCandidate {
  return {
    fields,
    separator,
    template: fields.map((field) => `{${field}}`).join(separator),
  };
}
