/** `webview open`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, oneOf, type OptionsOf, required, text, url } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { callbackOption, campaignOption } from "./sdk-options.js";

const opening = {
  user: required(text("--user <id>", "the game user who enters")),
  ...campaignOption,
  ...callbackOption,
  test: flag("--test", "test mode: creators TEST1 to TEST3, kept in this session alone"),
  lang: oneOf("--lang <code>", "language of the pages", ["ko", "en"]),
  tabs: text("--tabs <names>", "which tabs: sponsor, coupon, or both with a comma"),
  color: text("--color <hex>", "primary colour, six hex digits without #"),
  base: url("--base-url <url>", "where the WebView is (default: the host of sdkApi.url)"),
  qr: flag("--qr", "show the URL as a QR code, for a phone"),
  ...sandboxOption(),
};
export type OpenOptions = OptionsOf<typeof opening>;

export const webviewOpen = defineCommand({
  name: "webview open",
  group: "SDK API",
  summary: "get a one-time token for a user, and the WebView's URL",
  description:
    "Gets a one-time token for a user and prints the WebView's URL. It opens once, within a minute.",
  options: opening,
  examples: ["playcamp-gw webview open --user 100001 --lang ko --sandbox"],
  load: async () => ({ run: (await import("./webview.run.js")).open }),
});
