/** `golive check`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf, text } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const golive = {
  user: text("--user <id>", "the game user to call with (default: golive_check)"),
  creator: text("--creator <key>", "the creator (default: the first of the active campaign)"),
  coupon: text("--coupon <code>", "the coupon code (default: the creator's first)"),
  ...sandboxOption(),
};
export type GoliveOptions = OptionsOf<typeof golive>;

export const goliveCheck = defineCommand({
  name: "golive check",
  group: "SDK API",
  summary: "make the calls that PlayCamp demands before a game is published",
  description:
    "PlayCamp publishes a game on live once POST sponsors, POST coupons/validate and POST payments\nwere each called. Makes the three calls, all with isTest, and says which one is still missing.",
  options: golive,
  examples: ["playcamp-gw golive check --sandbox"],
  load: async () => ({ run: (await import("./golive.run.js")).check }),
});
