/** What `sign-entry` can be told; by itself, because the declaration holds the run. */
import { flag, list, pair, required, text, type OptionsOf } from "../../options.js";
import { entryLineOptions } from "../../session/line-profile.js";
import { sandboxOption } from "../../session/sandbox-options.js";

export const options = {
  usn: required(text("--usn <id>", "the game user's unique id")),
  campaign: text("--campaign <id>", "PlayCamp campaign to open"),
  timestamp: text("--timestamp <time>", "sign for this time instead of now, in the recipe's unit"),
  param: list(pair("--param <name=value>", "a further query parameter, also usable as {name}")),
  check: flag("--check", "request the URL and report 302 or 401"),
  qr: flag("--qr", "show the URL as a QR code, for a phone"),
  ...entryLineOptions("the gateway's entry URL, instead of entry.url"),
  ...sandboxOption("sign for a sandbox that is started for this call"),
};
export type Options = OptionsOf<typeof options>;
