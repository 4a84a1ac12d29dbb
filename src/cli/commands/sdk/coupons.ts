/** `coupons …`: their declarations. */
import type { ArgumentSpec } from "../../command.js";
import { defineCommand } from "../../define-command.js";
import { type OptionsOf, required, text } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { pageOptions } from "../webhooks/webhooks-options.js";
import { callbackOption, testOption } from "./sdk-options.js";

const CODE_ARGUMENT: ArgumentSpec = {
  name: "<code>",
  description: "the coupon code, in upper or lower case",
};
const user = required(text("--user <id>", "the game user who has the code"));

const trial = { user, ...testOption, ...sandboxOption() };
export type TrialOptions = OptionsOf<typeof trial>;

const use = { user, ...callbackOption, ...testOption, ...sandboxOption() };
export type UseOptions = OptionsOf<typeof use>;

const listing = {
  user: text("--user <id>", "the coupons that this game user has used"),
  creator: text("--creator <key>", "the codes of this creator"),
  ...pageOptions,
  ...sandboxOption(),
};
export type ListOptions = OptionsOf<typeof listing>;

export const couponsValidate = defineCommand({
  name: "coupons validate",
  group: "SDK API",
  summary: "ask PlayCamp whether a user may use a coupon, and why not",
  arguments: [CODE_ARGUMENT],
  options: trial,
  examples: ["playcamp-gw coupons validate LUNA7-WELCOME --user 100001 --sandbox"],
  load: async () => ({ run: (await import("./coupons.run.js")).validate }),
});

export const couponsRedeem = defineCommand({
  name: "coupons redeem",
  group: "SDK API",
  summary: "use a coupon, which fires coupon.redeemed",
  arguments: [CODE_ARGUMENT],
  options: use,
  examples: ["playcamp-gw coupons redeem LUNA7-WELCOME --user 100001 --test --sandbox"],
  load: async () => ({ run: (await import("./coupons.run.js")).redeem }),
});

export const couponsList = defineCommand({
  name: "coupons list",
  group: "SDK API",
  summary: "list the coupons that a user has used, or a creator's codes",
  options: listing,
  examples: ["playcamp-gw coupons list --creator LUNA7 --sandbox"],
  load: async () => ({ run: (await import("./coupons.run.js")).list }),
});
