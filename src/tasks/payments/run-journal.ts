/** Where the journal of a run lies, when it is opened and when it may go. */
import { join } from "node:path";
import type { AppendFile, AppendFiles } from "../../core/append-file.js";
import type { RunIdentity } from "./journal-lines.js";
import type { PaymentRunPorts } from "./payment-run.js";
import { journalName } from "./run-identity.js";
import { type KeptMode, openSyncJournal, type SyncJournal } from "./sync-journal.js";

/** `never`: whatever becomes of the run, its journal goes with it. */
export type ResumeMode = KeptMode | "never";

/** Writes pieces of text to where the user wants them: all of them, or none. */
export type WritePieces = (pieces: AsyncIterable<string>) => Promise<void>;

export interface RunJournal {
  readonly journal: SyncJournal;
  /** Closes it; a run that is over leaves nothing behind. */
  readonly close: (isOver: boolean) => Promise<void>;
}

/** @throws {UserError} `sync_unfinished`, `sync_changed`, `file_in_use`, `state_unwritable` */
export async function openRunJournal(
  folder: string,
  identity: RunIdentity,
  resume: KeptMode,
  { appendFiles }: Pick<PaymentRunPorts, "appendFiles">,
): Promise<RunJournal> {
  const path = join(folder, journalName(identity));
  return opened(appendFiles, path, identity, resume);
}

/** The journal of a run that will never be resumed: it only knows what was seen. */
export async function openScratchJournal(
  folder: string,
  identity: RunIdentity,
  { appendFiles, random }: Pick<PaymentRunPorts, "appendFiles" | "random">,
): Promise<RunJournal> {
  const name = `playcamp-gw-scratch-${Buffer.from(random.bytes(8)).toString("hex")}.ndjson`;
  const { journal, close } = await opened(appendFiles, join(folder, name), identity, "none");
  return { journal, close: () => close(true) };
}

async function opened(
  files: AppendFiles,
  path: string,
  identity: RunIdentity,
  resume: KeptMode,
): Promise<RunJournal> {
  const file = await files.open(path);
  const journal = await openOrClose(file, identity, resume);
  return {
    journal,
    close: async (isOver) => {
      // Removed before the lock goes, so that no other run can have opened it.
      if (isOver) await files.remove(path);
      await journal.close();
    },
  };
}

async function openOrClose(
  file: AppendFile,
  identity: RunIdentity,
  resume: KeptMode,
): Promise<SyncJournal> {
  try {
    return await openSyncJournal(file, identity, resume);
  } catch (error) {
    await file.close();
    throw error;
  }
}
