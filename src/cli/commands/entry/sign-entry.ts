/** `sign-entry`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { pairFlag } from "../../parsers.js";

export const signEntry: CommandDefinition = {
  name: "sign-entry",
  group: "Entry",
  summary: "print a signed WebView entry URL",
  options: [
    {
      flags: "--usn <id>",
      description: "the game user's unique id",
      required: true,
    },
    { flags: "--campaign <id>", description: "PlayCamp campaign to open" },
    {
      flags: "--timestamp <time>",
      description: "sign for this time instead of now, in the recipe's unit",
    },
    {
      flags: "--param <name=value>",
      description: "a further query parameter, also usable as {name}",
      parse: pairFlag("--param"),
      repeatable: true,
    },
    { flags: "--check", description: "request the URL and report 302 or 401" },
    { flags: "--qr", description: "show the URL as a QR code, for a phone" },
    {
      flags: "--sandbox",
      description: "sign for a sandbox that is started for this call",
    },
  ],
  examples: [
    "playcamp-gw sign-entry --usn 100001 --sandbox --check",
    "playcamp-gw sign-entry --usn 100001 --campaign spring --sandbox",
  ],
  load: () => import("./sign-entry.run.js"),
};
