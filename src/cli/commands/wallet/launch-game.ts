/** `launch-game`: its declaration. */
import { KNOWN_GAMES, PLATFORMS, PORTAL_MODES } from "../../../protocols/wallet/launch.js";
import type { CommandDefinition } from "../../command.js";
import { urlFlag } from "../../parsers.js";

export const launchGame: CommandDefinition = {
  name: "launch-game",
  group: "Wallet",
  summary: "open a game session at the provider and print its launch_url",
  description: `Opens a game session for wallet.player at the provider and prints launch_url.\nKnown games: ${Object.entries(
    KNOWN_GAMES,
  )
    .map(([game, flow]) => `${game} (${flow})`)
    .join(
      ", ",
    )}; any other name is sent as it is.\nWhoever has the launch_url plays with the player's money.`,
  arguments: [{ name: "<game>", description: "the provider's name of it" }],
  options: [
    {
      flags: "--currency <code>",
      description: "default: that of wallet.player",
    },
    {
      flags: "--platform <platform>",
      description: "default: that of wallet.player",
      choices: PLATFORMS,
    },
    {
      flags: "--portal-mode <mode>",
      description: "money of the player, or play money (default: real)",
      choices: PORTAL_MODES,
    },
    {
      flags: "--return-url <url>",
      description: "where the game's exit leads (default: https://example.com/)",
      parse: urlFlag("--return-url"),
    },
    { flags: "--language <code>", description: "default: en" },
    { flags: "--skin-id <id>", description: "skinId" },
    { flags: "--general-code <code>", description: "generalCode" },
    {
      flags: "--reality-check-interval <time>",
      description: "realityCheckInterval, in the unit agreed on",
    },
    {
      flags: "--elapsed-reality-check-time <time>",
      description: "elapsedRealityCheckTime, in the unit agreed on",
    },
    {
      flags: "--show-token",
      description: "show the session token too, instead of hiding it",
    },
    {
      flags: "--sandbox",
      description: "launch at a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw launch-game aviadrone --sandbox",
    "playcamp-gw launch-game chicken-race --platform mobile --portal-mode demo --language ko --sandbox --verbose",
  ],
  load: () => import("./launch-game.run.js"),
};
