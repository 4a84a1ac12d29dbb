/**
 * The account book on disk: a run that is killed has written down what the
 * player had, so that the next one can give it back.
 */
import { writeText } from "../../../core/text-out.js";
import { createHash } from "node:crypto";
import { UserError } from "../../../core/errors.js";
import { parseJsonObject } from "../../../core/json/own-file.js";
import type { KeptNotes } from "../../suite.js";
import type { BookEntry } from "./account.js";

/** What an earlier run on this player left behind. */
export interface Leftover {
  readonly openedAt: string;
  /** In millis, before that run. */
  readonly balance: number;
  readonly entries: readonly BookEntry[];
}

export interface KeptBook {
  readonly leftover: Leftover | null;
  /** Begins anew; resolves when it is on the disk. */
  begin(balance: number, openedAt: string): Promise<void>;
  readonly keep: (entry: BookEntry) => void;
  /** @param isSquare nothing is owed, so nothing need be kept */
  readonly release: (isSquare: boolean) => Promise<void>;
}

const NOTHING_KEPT: KeptBook = {
  leftover: null,
  begin: () => Promise.resolve(),
  keep: () => undefined,
  release: () => Promise.resolve(),
};

/**
 * @param player what the target calls the player
 * @returns a book that keeps nothing where there is no place for it
 * @throws {UserError} `file_in_use` while another run plays with this player
 */
export async function openKeptBook(
  notes: KeptNotes | undefined,
  url: string,
  player: string,
  say: (line: string) => void,
): Promise<KeptBook> {
  if (notes === undefined) return NOTHING_KEPT;
  const name = createHash("sha256")
    .update(JSON.stringify([url, player]))
    .digest("hex");
  const path = `${notes.folder}/${name.slice(0, 24)}.ndjson`;
  try {
    const file = await notes.files.open(path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.chunks()) chunks.push(Uint8Array.from(chunk));
    const write = (line: object) => file.append([`${JSON.stringify(line)}\n`], writeText).durable;
    return {
      leftover: parseLeftover(Buffer.concat(chunks).toString("utf8")),
      begin: async (balance, openedAt) => {
        await file.truncate(0);
        await write({ openedAt, url, player, balance });
      },
      // Not waited for: the balance before is on the disk, which is what counts.
      keep: (entry) => void write(entry).catch(() => undefined),
      release: async (isSquare) => {
        await file.close();
        if (isSquare) await notes.files.remove(path);
      },
    };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "file_in_use") throw error;
    say(
      `warning: what this run moves is not written down, so a killed run cannot be made good by the next: ${error.message}`,
    );
    return NOTHING_KEPT;
  }
}

/** @returns null where there is nothing, or nothing that can be read */
function parseLeftover(text: string): Leftover | null {
  const [head, ...lines] = text.split("\n").map(parseJsonObject);
  const balance = head?.["balance"];
  const openedAt = head?.["openedAt"];
  if (typeof balance !== "number" || typeof openedAt !== "string") return null;
  // The last line may have been cut short.
  const entries = lines.flatMap((line) => (line === null ? [] : parseEntry(line)));
  return { openedAt, balance, entries };
}

function parseEntry(line: Readonly<Record<string, unknown>>): readonly BookEntry[] {
  const { action, txId, roundId, betTxId, amount } = line;
  return typeof action === "string" &&
    typeof txId === "string" &&
    typeof roundId === "string" &&
    typeof amount === "number"
    ? [
        {
          ...{ action, txId, roundId, amount },
          betTxId: typeof betTxId === "string" ? betTxId : null,
          // What became of it was not written down.
          status: null,
        },
      ]
    : [];
}
