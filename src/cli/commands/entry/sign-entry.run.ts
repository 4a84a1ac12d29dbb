/** `sign-entry`: prints the URL; with --check, asks the gateway what it thinks of it. */
import { signEntry } from "../../../protocols/entry/sign.js";
import { entrySettings } from "../../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { withProfile } from "../../session/target-profile.js";
import { printEntry } from "./sign-entry.print.js";

interface Options {
  readonly usn: string;
  readonly campaign?: string;
  readonly timestamp?: string;
  readonly param?: readonly (readonly [string, string])[];
  readonly check?: boolean;
  readonly qr?: boolean;
  readonly sandbox?: boolean;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as unknown as Options;
  return withProfile(context, options, (profile) => signFor(profile, options, context));
};

async function signFor(
  profile: ResolvedProfile,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const { usn, campaign, timestamp, param } = options;
  const { recipe, keys } = await entrySettings(profile, "sign-entry");
  const order = {
    usn,
    ...(campaign === undefined ? {} : { campaign }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(param === undefined ? {} : { params: param }),
  };
  const entry = signEntry(recipe, order, keys[0].value, context.clock.nowMs());
  context.detail(`key: ${keys[0].source}`);
  if (options.check === true) {
    const { checkEntry } = await import("./sign-entry.check.js");
    return checkEntry(entry, profile, options, context);
  }
  await printEntry(entry, options.qr ?? false, context);
  return "done";
}
