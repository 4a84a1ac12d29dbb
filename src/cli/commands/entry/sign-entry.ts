/** `sign-entry`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, list, pair, required, text, type OptionsOf } from "../../options.js";
import { entryLineOptions, lineProfile } from "../../session/line-profile.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { run } from "./sign-entry.run.js";

const options = {
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

export const signEntry = defineCommand({
  name: "sign-entry",
  group: "Entry",
  summary: "print a signed WebView entry URL",
  description:
    "Prints a signed WebView entry URL. Without a profile the line says it all:\n--url 'https://gw.example/api/{partner}/sponsor' --partner acme --key-env NAME",
  options,
  line: (values, place) => lineProfile("entry", values, place),
  examples: [
    "playcamp-gw sign-entry --usn 100001 --sandbox --check",
    "playcamp-gw sign-entry --usn 100001 --campaign spring --sandbox",
  ],
  load: () => Promise.resolve({ run }),
});
