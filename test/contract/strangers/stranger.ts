/** What a stranger is: a small server written from the protocol text alone, and what a suite must say of it. */

/** A server that listens, and the profile of its protocol family. */
export interface Target {
  readonly profile: object;
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export interface Stranger {
  readonly id: string;
  readonly kind: "right" | "wrong" | "legal";
  /** What differs from the right server. */
  readonly what: string;
  /** Why the protocol forbids it, or allows it. */
  readonly because: string;
  /** A wrong one that breaks no more than a SHOULD: a warning is enough. */
  readonly should?: true;
  /** A legal one that leaves out something recommended: warnings are no accusation. */
  readonly mayWarn?: true;
  /** Checks that cannot run against a legal one. */
  readonly mayBlock?: RegExp;
  readonly open: () => Promise<Target>;
}

/** What a suite said, in one word. `unplayable`: it could not run, or not judge. */
export type Seen =
  "caught" | "missed" | "accepted" | "accused" | "warned" | "blocked" | "unplayable";

export interface Verdict {
  readonly seen: Seen;
  /** The checks behind it, for whoever reads a failure. */
  readonly detail: readonly string[];
}

export function wished({ kind }: Stranger): Seen {
  return kind === "wrong" ? "caught" : "accepted";
}

type Flags = Partial<Pick<Stranger, "mayWarn" | "mayBlock">>;

/** Makes a family's entries from what differs from its right server; a function where that has a memory. */
export function table<Changes>(open: (changes: Changes) => Promise<Target>) {
  type Given = Changes | (() => Changes);
  const opening = (changes: Given) => () =>
    open(typeof changes === "function" ? (changes as () => Changes)() : changes);
  return {
    right: (id: string, changes: Given): Stranger => ({
      id,
      kind: "right",
      what: "nothing",
      because: "it does what the text says",
      open: opening(changes),
    }),
    wrong: (id: string, what: string, because: string, changes: Given): Stranger => ({
      id,
      kind: "wrong",
      what,
      because,
      open: opening(changes),
    }),
    /** Wrong, but against a SHOULD alone. */
    lax: (id: string, what: string, because: string, changes: Given): Stranger => ({
      id,
      kind: "wrong",
      should: true,
      what,
      because,
      open: opening(changes),
    }),
    legal: (
      id: string,
      what: string,
      because: string,
      changes: Given,
      flags: Flags = {},
    ): Stranger => ({ id, kind: "legal", what, because, open: opening(changes), ...flags }),
  };
}
