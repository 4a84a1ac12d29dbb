/** `profile use`: remembers a profile that loads. */
import { UserError } from "../../../core/errors.js";
import { loadProfile } from "../../../profile/load.js";
import { chooseProfile, findProfile, nearestProfile } from "../../../tasks/locate-profile.js";
import { readProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./profile-use.js";

export const run: CommandRun<Options> = async (
  session,
  { arguments: [choice], options: { none } },
) => {
  if ((choice === undefined) !== none) {
    throw new UserError(
      "usage",
      choice === undefined
        ? "neither a profile nor --none is given"
        : "both a profile and --none are given",
      "Give one of them; playcamp-gw profile list shows the names.",
    );
  }
  const { sources } = session;
  if (choice === undefined) {
    await chooseProfile(null, sources);
    report(session, null, null);
    session.say("no profile is remembered any more");
    return "done";
  }
  const { name, path } = await findProfile(choice, sources);
  loadProfile(await readProfileText(path, sources), {
    origin: path,
    environment: null,
    overrides: [],
  });
  await chooseProfile(name ?? path, sources);
  report(session, name, path);
  const nearest = await nearestProfile(sources);
  if (nearest !== null && nearest !== path) session.say(`in this folder ${nearest} comes first`);
  return "done";
};

function report(context: CommandContext, name: string | null, path: string | null): void {
  if (context.flags.json) context.result(JSON.stringify({ name, path }, null, 2));
  else if (path !== null) context.result(path);
}
