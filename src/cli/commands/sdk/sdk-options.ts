/** What several commands on PlayCamp's SDK API take. */
import type { ArgumentSpec } from "../../command.js";
import { flag, text } from "../../options.js";

export const USER_ARGUMENT: ArgumentSpec = { name: "<user>", description: "the game user's id" };
export const CREATOR_ARGUMENT: ArgumentSpec = {
  name: "<creator>",
  description: "the creator's key, five of A-Z and 0-9",
};

export const campaignOption = {
  campaign: text("--campaign <id>", "the campaign (default: the active one)"),
};
export const callbackOption = {
  callback: text("--callback <id>", "comes back as callbackId in the events"),
};
export const testOption = {
  test: flag("--test", "isTest: PlayCamp validates and stores nothing"),
};

/** Members whose value is not given are left out. */
export function given<Value>(
  members: Readonly<Record<string, Value | undefined>>,
): Readonly<Record<string, Value>> {
  const there: Record<string, Value> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) there[name] = value;
  return there;
}
