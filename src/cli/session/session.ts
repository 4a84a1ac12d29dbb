/**
 * Everything that a command opens, opened in one way, not before it is asked for, and closed
 * when the command is over, the last first.
 */
import { UserError } from "../../core/errors.js";
import type { HttpClient } from "../../core/http.js";
import type { KnownSecret } from "../../core/redaction.js";
import type { SecretStore } from "../../core/ports.js";
import type { Journal } from "../../journal/journal.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { JournalKeeper } from "../../tasks/journal/keep-journal.js";
import { openProfile, type ProfileChoice, type ProfileSources } from "../../tasks/open-profile.js";
import type { OpenSandbox } from "../../tasks/sandbox/open-sandbox.js";
import type { CommandContext } from "../command.js";
import { type ClientNeeds, openClient } from "./client.js";
import { openJournal, openKeeper } from "./journal.js";
import type { SandboxFlags } from "./sandbox-options.js";
import { secretStoreOf } from "./secret-store.js";
import {
  assertDeviationsHaveSandbox,
  type SandboxPlace,
  startTargetSandbox,
} from "./target-sandbox.js";

export interface Session extends CommandContext {
  /** The user's encrypted secrets. */
  readonly secrets: SecretStore;
  /** Where profiles and their secrets are found on this machine. */
  readonly sources: ProfileSources;
  /**
   * The profile that the command works with: the user's own, or with `--sandbox` that of a
   * sandbox started for the call.
   *
   * @param choice in place of what the global flags say
   * @throws {UserError} `usage`, `profile_not_found`, and what `loadProfile` throws
   */
  openProfile(target?: SandboxFlags, choice?: Partial<ProfileChoice>): Promise<ResolvedProfile>;
  /** Where a profile is optional: null when there is none and none was asked for. */
  openProfileAtHand(choice?: Partial<ProfileChoice>): Promise<ResolvedProfile | null>;
  openSandbox(target: SandboxFlags, place: SandboxPlace): Promise<OpenSandbox>;
  /** @param profile whose secrets are kept out of the journal; null where there is none */
  openClient(profile: ResolvedProfile | null, needs?: ClientNeeds): Promise<HttpClient>;
  /** @throws {UserError} `journal_off` */
  openJournal(): Promise<Journal>;
  /** What keeps the journal of this command; null where none is kept. */
  openKeeper(profile: ResolvedProfile | null): Promise<JournalKeeper | null>;
}

interface Closable {
  readonly close: () => Promise<void>;
}

export async function withSession<Result>(
  context: CommandContext,
  task: (session: Session) => Promise<Result>,
): Promise<Result> {
  const opened: Closable[] = [];
  try {
    return await task(createSession(context, opened));
  } finally {
    await closeAll(opened);
  }
}

function createSession(context: CommandContext, opened: Closable[]): Session {
  const { files, env, cwd, flags } = context;
  const secrets = secretStoreOf(context);
  const sources = {
    files,
    env,
    cwd,
    configFolder: context.folders.config,
    settings: context.userSettings(),
    secretStore: secrets,
    askSecret: context.askSecret,
    ...(flags.trustProfile ? {} : { look: context.machine.look }),
    onSecret: (secret: KnownSecret) => {
      context.learnSecret(secret);
    },
  };
  const closing = async <Opened extends Closable>(opening: Promise<Opened>): Promise<Opened> => {
    const one = await opening;
    opened.push(one);
    return one;
  };
  const sandboxOf = async (target: SandboxFlags, place: SandboxPlace, choice: ProfileChoice) => {
    const base = await profileAtHand(choice, sources);
    return closing(startTargetSandbox({ ...place, target, base, choice }, context));
  };
  return {
    ...context,
    secrets,
    sources,
    openProfile: async (target = {}, changed = {}) => {
      assertDeviationsHaveSandbox(target);
      const choice = { ...chosen(flags), ...changed };
      if (target.sandbox !== true) return openProfile(choice, sources);
      return (await sandboxOf(target, OWN_PLACE, choice)).profile;
    },
    openProfileAtHand: (changed = {}) => profileAtHand({ ...chosen(flags), ...changed }, sources),
    openSandbox: (target, place) => sandboxOf(target, place, chosen(flags)),
    openClient: (profile, needs) => closing(openClient(context, profile, needs)),
    openJournal: () => openJournal(context),
    openKeeper: (profile) => openKeeper(context, profile),
  };
}

const OWN_PLACE: SandboxPlace = { host: "127.0.0.1", port: 0 };

function chosen(flags: ProfileChoice): ProfileChoice {
  const { profile, environment, overrides, timeoutMs, line } = flags;
  return { profile, environment, overrides, timeoutMs, line };
}

async function profileAtHand(
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile | null> {
  try {
    return await openProfile(choice, sources);
  } catch (error) {
    const none = error instanceof UserError && error.code === "profile_not_found";
    if (none && choice.profile === null) return null;
    throw error;
  }
}

/** One that fails to close keeps none of the others open. */
async function closeAll(opened: Closable[]): Promise<void> {
  const last = opened.pop();
  if (last === undefined) return;
  await last.close().finally(() => closeAll(opened));
}
