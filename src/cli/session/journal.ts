/** Opens the journal that the flags name, and hooks a command's sending up to it. */
import { resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import type { Journal } from "../../journal/journal.js";
import type { RequestOrigin } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { JournalKeeper } from "../../tasks/journal/keep-journal.js";
import type { CommandContext } from "../command.js";

type Surroundings = Pick<
  CommandContext,
  | "command"
  | "flags"
  | "cwd"
  | "folders"
  | "openRecordFiles"
  | "random"
  | "clock"
  | "nextTurn"
  | "version"
  | "say"
>;

/** @returns null where none is kept: switched off, or no home to keep it in */
export function journalFolderOf({
  flags,
  cwd,
  folders,
}: Pick<Surroundings, "flags" | "cwd" | "folders">): string | null {
  if (flags.journal === false) return null;
  if (flags.journal !== null) return resolve(cwd, flags.journal);
  return folders.journal;
}

async function openOptionalJournal(surroundings: Surroundings): Promise<Journal | null> {
  const folder = journalFolderOf(surroundings);
  if (folder === null) return null;
  const { openRecordFiles, random } = surroundings;
  const [files, { createJournal }] = await Promise.all([
    openRecordFiles(folder, random),
    import("../../journal/journal.js"),
  ]);
  return createJournal(files);
}

/**
 * For commands that are about the journal.
 *
 * @throws {UserError} `journal_off`
 */
export async function openJournal(context: Surroundings): Promise<Journal> {
  const journal = await openOptionalJournal(context);
  if (journal !== null) return journal;
  throw new UserError(
    "journal_off",
    context.flags.journal === false
      ? "--no-journal is given, and this command reads the journal"
      : "the environment names no home folder, so there is no journal",
    context.flags.journal === false
      ? "Leave --no-journal out, or unset PLAYCAMP_GW_NO_JOURNAL."
      : "Name its folder with --journal.",
  );
}

/** What these send is made from the profile alone. */
const OWN_REQUESTS = new Set([
  "check-postback",
  "conformance",
  "launch-game",
  "play-round",
  "poll-payments",
  "send-postback",
  "sign-entry",
  "sync-payments",
]);

function originOf(command: string): RequestOrigin {
  return OWN_REQUESTS.has(command) ? "own" : "given";
}

/**
 * What keeps this command's journal.
 *
 * @param profile whose secrets are taken out of everything that is kept; null where there is none
 * @returns null where no journal is kept
 */
export async function openKeeper(
  context: Surroundings,
  profile: ResolvedProfile | null,
  origin: RequestOrigin = originOf(context.command),
): Promise<JournalKeeper | null> {
  const journal = await openOptionalJournal(context);
  if (journal === null) return null;
  const [{ createJournalKeeper }, { createIdSource, TAG_BYTES }] = await Promise.all([
    import("../../tasks/journal/keep-journal.js"),
    import("../../journal/id.js"),
  ]);
  return createJournalKeeper({
    journal,
    command: context.command,
    profile,
    origin,
    version: context.version,
    clock: context.clock,
    nextTurn: context.nextTurn,
    ids: createIdSource(context.random.bytes(TAG_BYTES)),
    onTrouble: ({ message }) =>
      context.say(
        `warning: no journal is kept of this call: ${message}; choose another folder with --journal, or none with --no-journal`,
      ),
  });
}
