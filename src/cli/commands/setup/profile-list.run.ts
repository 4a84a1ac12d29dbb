/** `profile list`: the profiles at hand, or the names of the stored secrets. */
import { UserError } from "../../../core/errors.js";
import { loadProfile } from "../../../profile/load.js";
import { shortLine } from "../../../reports/printable.js";
import {
  chosenProfile,
  findProfile,
  locateProfile,
  namedProfilePath,
  nearestProfile,
  profileNames,
} from "../../../tasks/locate-profile.js";
import { type ProfileSources, readProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { renderColumns } from "../../output/columns.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./profile-list.js";

interface ListedProfile {
  /** Null for a file that has no name. */
  readonly name: string | null;
  readonly path: string;
  readonly partner: string | null;
  readonly environments: readonly string[];
  /** Commands use it here. */
  readonly active: boolean;
  /** It was chosen with `profile use`. */
  readonly chosen: boolean;
  /** Why it cannot be used. */
  readonly problem: string | null;
}

export const run: CommandRun<Options> = async (session, { options }) => {
  if (options.secrets) await listSecrets(session);
  else await listProfiles(session);
  return "done";
};

async function listSecrets(session: Session): Promise<void> {
  const names = await session.secrets.names();
  if (session.flags.json) session.result(JSON.stringify(names, null, 2));
  else if (names.length > 0) session.result(names.join("\n"));
  else session.say("no secret is stored");
}

async function listProfiles(session: Session): Promise<void> {
  const { sources } = session;
  const active = await pathOrNull(() => locateProfile(session.flags.profile, sources));
  const choice = await chosenProfile(sources);
  const chosen = choice === null ? null : await pathOrNull(() => findProfile(choice, sources));
  const listed: ListedProfile[] = [];
  for (const [path, name] of await candidates(sources, [active, chosen])) {
    listed.push({
      name,
      path,
      ...(await about(path, sources)),
      active: path === active,
      chosen: path === chosen,
    });
  }
  if (session.flags.json) session.result(JSON.stringify(listed, null, 2));
  else print(listed, session);
  if (choice !== null && chosen === null)
    session.say(`the profile chosen with profile use is gone: ${choice}`);
}

/** Each path once; named ones first. */
async function candidates(
  sources: ProfileSources,
  others: readonly (string | null)[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const name of await profileNames(sources)) {
    const path = namedProfilePath(name, sources);
    if (path !== null) found.set(path, name);
  }
  for (const path of [await nearestProfile(sources), ...others])
    if (path !== null && !found.has(path)) found.set(path, null);
  return found;
}

async function pathOrNull(
  locate: () => Promise<{ readonly path: string }>,
): Promise<string | null> {
  try {
    return (await locate()).path;
  } catch (error) {
    if (error instanceof UserError && error.code === "profile_not_found") return null;
    throw error;
  }
}

async function about(
  path: string,
  sources: ProfileSources,
): Promise<Pick<ListedProfile, "partner" | "environments" | "problem">> {
  try {
    const { profile, environments } = loadProfile(await readProfileText(path, sources), {
      origin: path,
      environment: null,
      overrides: [],
    });
    return { partner: profile.partner, environments, problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { partner: null, environments: [], problem: error.message };
  }
}

function print(listed: readonly ListedProfile[], context: CommandContext): void {
  if (listed.length === 0) {
    context.say(
      "there is no profile yet: write one with playcamp-gw init, or take one over with profile import",
    );
    return;
  }
  const rows = listed.map(({ name, path, partner, environments, active, chosen, problem }) => [
    active ? "*" : "",
    name ?? "-",
    partner ?? "-",
    environments.join(" ") || "-",
    [
      path,
      ...(chosen ? ["(profile use)"] : []),
      ...(problem === null ? [] : [`invalid: ${shortLine(problem, 120)}`]),
    ].join(" "),
  ]);
  context.result(renderColumns([["", "name", "partner", "environments", "file"], ...rows]));
}
