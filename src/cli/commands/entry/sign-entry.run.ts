/** `sign-entry`: prints the URL; with --check, asks the gateway what it thinks of it. */
import { entrySettings } from "../../../profile/entry-settings.js";
import { signEntry } from "../../../protocols/entry/sign.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./sign-entry.options.js";
import { printEntry } from "./sign-entry.print.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  const profile = await session.openProfile(options);
  const { usn, campaign, timestamp, param } = options;
  const { recipe, keys } = await entrySettings(profile, "sign-entry");
  const order = {
    usn,
    ...(campaign === undefined ? {} : { campaign }),
    ...(timestamp === undefined ? {} : { timestamp }),
    params: param,
  };
  const entry = signEntry(recipe, order, keys[0].value, session.clock.nowMs());
  session.detail(`key: ${keys[0].source}`);
  if (options.check) {
    const { checkEntry } = await import("./sign-entry.check.js");
    return checkEntry(entry, profile, options, session);
  }
  await printEntry(entry, options.qr, session);
  return "done";
};
