/** `launch-game`: its declaration. */
import { KNOWN_GAMES, PLATFORMS, PORTAL_MODES } from "../../../protocols/wallet/launch.js";
import { defineCommand } from "../../define-command.js";
import { flag, oneOf, text, url, type OptionsOf } from "../../options.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const options = {
  currency: text("--currency <code>", "default: that of wallet.player"),
  platform: oneOf("--platform <platform>", "default: that of wallet.player", PLATFORMS),
  portalMode: oneOf(
    "--portal-mode <mode>",
    "money of the player, or play money (default: real)",
    PORTAL_MODES,
  ),
  returnUrl: url(
    "--return-url <url>",
    "where the game's exit leads (default: https://example.com/)",
  ),
  language: text("--language <code>", "default: en"),
  skinId: text("--skin-id <id>", "skinId"),
  generalCode: text("--general-code <code>", "generalCode"),
  realityCheckInterval: text(
    "--reality-check-interval <time>",
    "realityCheckInterval, in the unit agreed on",
  ),
  elapsedRealityCheckTime: text(
    "--elapsed-reality-check-time <time>",
    "elapsedRealityCheckTime, in the unit agreed on",
  ),
  showToken: flag("--show-token", "show the session token too, instead of hiding it"),
  ...sandboxOption("launch at a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const launchGame = defineCommand({
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
  arguments: [
    {
      name: "<game>",
      description: "the provider's name of it",
      values: { words: Object.keys(KNOWN_GAMES) },
    },
  ],
  options,
  examples: [
    "playcamp-gw launch-game aviadrone --sandbox",
    "playcamp-gw launch-game chicken-race --platform mobile --portal-mode demo --language ko --sandbox --verbose",
  ],
  load: () => import("./launch-game.run.js"),
});
