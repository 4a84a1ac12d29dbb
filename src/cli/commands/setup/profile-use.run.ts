/** `profile use`: remembers a profile that loads. */
import { UserError } from "../../../core/errors.js";
import { loadProfile } from "../../../profile/load.js";
import { chooseProfile, findProfile, nearestProfile } from "../../../tasks/locate-profile.js";
import { readProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext, CommandRun } from "../../command.js";
import { profileSources } from "../../session/profile-sources.js";

export const run: CommandRun = async (context, input) => {
  const [choice] = input.arguments;
  const { none } = input.options as { readonly none?: boolean };
  if ((choice === undefined) !== (none === true)) {
    throw new UserError(
      "usage",
      choice === undefined
        ? "neither a profile nor --none is given"
        : "both a profile and --none are given",
      "Give one of them; playcamp-gw profile list shows the names.",
    );
  }
  const sources = profileSources(context);
  if (choice === undefined) {
    await chooseProfile(null, sources);
    report(context, null, null);
    context.say("no profile is remembered any more");
    return "done";
  }
  const { name, path } = await findProfile(choice, sources);
  loadProfile(await readProfileText(path, sources), {
    origin: path,
    environment: null,
    overrides: [],
  });
  await chooseProfile(name ?? path, sources);
  report(context, name, path);
  const nearest = await nearestProfile(sources);
  if (nearest !== null && nearest !== path) context.say(`in this folder ${nearest} comes first`);
  return "done";
};

function report(context: CommandContext, name: string | null, path: string | null): void {
  if (context.flags.json) context.result(JSON.stringify({ name, path }, null, 2));
  else if (path !== null) context.result(path);
}
