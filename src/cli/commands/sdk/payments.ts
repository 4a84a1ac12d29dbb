/** `payments …` and `playtime send`: their declarations. */
import { UserError } from "../../../core/errors.js";
import { DISTRIBUTION_TYPES, PLATFORMS, readAmount } from "../../../protocols/payments/payment.js";
import type { ArgumentSpec } from "../../command.js";
import { defineCommand } from "../../define-command.js";
import { integer, oneOf, type OptionsOf, required, text, time, value } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { pageOptions } from "../webhooks/webhooks-options.js";
import { callbackOption, testOption } from "./sdk-options.js";

const TRANSACTION_ARGUMENT: ArgumentSpec = {
  name: "<transaction>",
  description: "the game's transaction id",
};

const one = { ...sandboxOption() };
export type GetOptions = OptionsOf<typeof one>;

const listing = {
  user: required(text("--user <id>", "the game user who paid")),
  ...pageOptions,
  ...sandboxOption(),
};
export type ListOptions = OptionsOf<typeof listing>;

/** For whom it counts. */
const attribution = {
  campaign: text("--campaign <id>", "the campaign it counts in (default: the user's)"),
  creator: text("--creator <key>", "the creator it counts for (default: whom the user sponsors)"),
};

const creation = {
  user: required(text("--user <id>", "the game user who paid")),
  tx: required(text("--tx <id>", "the game's transaction id, unique for ever")),
  product: required(text("--product <id>", "what was bought")),
  amount: required(value("--amount <decimal>", "in major units, such as 9.99", amountOf)),
  currency: required(text("--currency <code>", "ISO 4217, such as USD")),
  platform: oneOf("--platform <name>", "where it was bought (default: Other)", PLATFORMS),
  distribution: required(
    oneOf("--distribution <type>", "how it was distributed", DISTRIBUTION_TYPES),
  ),
  purchasedAt: time("--purchased-at <time>", "when it was bought (default: now)"),
  receipt: text("--receipt <text>", "the store's receipt"),
  ...attribution,
  ...callbackOption,
  ...testOption,
  ...sandboxOption(),
};
export type CreateOptions = OptionsOf<typeof creation>;

const refunding = { ...callbackOption, ...testOption, ...sandboxOption() };
export type RefundOptions = OptionsOf<typeof refunding>;

const playing = {
  user: required(text("--user <id>", "the game user who played")),
  session: required(text("--session <id>", "the game's session id, counted once")),
  seconds: required(integer("--seconds <n>", "how long it took", { min: 1 })),
  endedAt: time("--ended-at <time>", "when it ended (default: now)"),
  platform: oneOf("--platform <name>", "where it was played (default: Other)", PLATFORMS),
  ...attribution,
  ...callbackOption,
  ...testOption,
  ...sandboxOption(),
};
export type PlaytimeOptions = OptionsOf<typeof playing>;

export const paymentsGet = defineCommand({
  name: "payments get",
  group: "SDK API",
  summary: "show a payment that PlayCamp has",
  arguments: [TRANSACTION_ARGUMENT],
  options: one,
  examples: ["playcamp-gw payments get tx-1 --sandbox"],
  load: async () => ({ run: (await import("./payments.run.js")).get }),
});

export const paymentsList = defineCommand({
  name: "payments list",
  group: "SDK API",
  summary: "list the payments that PlayCamp has of a user",
  options: listing,
  examples: ["playcamp-gw payments list --user 100001 --sandbox"],
  load: async () => ({ run: (await import("./payments.run.js")).list }),
});

export const paymentsCreate = defineCommand({
  name: "payments create",
  group: "SDK API",
  summary: "report one payment to PlayCamp, which fires payment.created",
  options: creation,
  examples: [
    "playcamp-gw payments create --user 100001 --tx tx-1 --product gems --amount 9.99 --currency USD --distribution PC_STORE --sandbox",
  ],
  load: async () => ({ run: (await import("./payments.run.js")).create }),
});

export const paymentsRefund = defineCommand({
  name: "payments refund",
  group: "SDK API",
  summary: "mark a payment as refunded, which fires payment.refunded",
  arguments: [TRANSACTION_ARGUMENT],
  options: refunding,
  examples: ["playcamp-gw payments refund tx-1 --sandbox"],
  load: async () => ({ run: (await import("./payments.run.js")).refund }),
});

export const playtimeSend = defineCommand({
  name: "playtime send",
  group: "SDK API",
  summary: "report one session that a user played",
  options: playing,
  examples: ["playcamp-gw playtime send --user 100001 --session s-1 --seconds 1800 --sandbox"],
  load: async () => ({ run: (await import("./payments.run.js")).sendPlaytime }),
});

function amountOf(given: string): string {
  const reading = readAmount(given);
  const problem = !reading.ok
    ? reading.problem
    : String(Number(reading.value)) === reading.value
      ? null
      : `${given} has more digits than a JSON number keeps`;
  if (problem === null) return given;
  throw new UserError("flag_invalid", `--amount ${problem}`, "Give such as 9.99.");
}
