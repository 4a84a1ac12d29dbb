/**
 * A first webhook receiver in a framework's own code: one file that a game's
 * engineer takes over and changes. It needs nothing of this tool.
 */

/** What a receiver's file is made for. */
export interface ReceiverPlace {
  /** Environment variable of the webhook secret. */
  readonly secretVariable: string;
  /** Of the webhook's URL, such as `/webhooks/playcamp`. */
  readonly path: string;
  readonly port: number;
}

/** How far a framework's receiver was tried by this project's tests. */
export type ReceiverProof = "judged" | "judged without the framework" | "compiled" | "linted";

export interface Receiver {
  readonly title: string;
  /** Where it is written, from the project's root. */
  readonly file: string;
  /** Command line that installs what it imports; null where nothing is needed. */
  readonly install: string | null;
  /** Command line that starts it; null where it is part of an application. */
  readonly start: string | null;
  readonly proof: ReceiverProof;
  /** What else must be there before it starts. */
  readonly needs?: string;
  /** What can be written beside it. */
  readonly companions?: Readonly<Record<CompanionId, Companion>>;
  /** The file, with `__SECRET__`, `__PATH__` and `__PORT__` for what the place says. */
  readonly text: string;
}

export function renderReceiver({ text }: Receiver, place: ReceiverPlace): string {
  return text
    .replaceAll("__SECRET__", place.secretVariable)
    .replaceAll("__PATH__", place.path)
    .replaceAll("__PORT__", String(place.port));
}

export const COMPANION_IDS = ["payments", "wallet"] as const;
export type CompanionId = (typeof COMPANION_IDS)[number];

/** A server of its own beside the receiver's, judged by the suite of its name. */
export type Companion = Pick<Receiver, "file" | "install" | "start" | "text">;
