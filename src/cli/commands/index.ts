/** Every command. A new one is a file in its group's folder and a line here. */
import type { CommandDefinition } from "../command.js";
import { signEntry } from "./entry/sign-entry.js";

/** A command by its name: what it declares is loaded when it is called or listed. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<CommandDefinition>;
}

export const COMMANDS: readonly CommandEntry[] = [
  // The shortest command waits for no further file.
  { name: "sign-entry", load: () => Promise.resolve(signEntry) },
  entry("verify-entry", "verifyEntry", () => import("./entry/verify-entry.js")),
  entry("vectors", "vectors", () => import("./entry/vectors.js")),
  entry("fire-webhook", "fireWebhook", () => import("./webhooks/fire-webhook.js")),
  entry("verify-webhook", "verifyWebhook", () => import("./webhooks/verify-webhook.js")),
  entry("listen", "listen", () => import("./webhooks/listen.js")),
  entry("webhooks list", "webhooksList", () => import("./webhooks/webhooks-list.js")),
  entry("webhooks create", "webhooksCreate", () => import("./webhooks/webhooks-create.js")),
  entry("webhooks update", "webhooksUpdate", () => import("./webhooks/webhooks-update.js")),
  entry("webhooks delete", "webhooksDelete", () => import("./webhooks/webhooks-delete.js")),
  entry("webhooks logs", "webhooksLogs", () => import("./webhooks/webhooks-logs.js")),
  entry("webhooks test", "webhooksTest", () => import("./webhooks/webhooks-test.js")),
  entry("coupons validate", "couponsValidate", () => import("./sdk/coupons.js")),
  entry("coupons redeem", "couponsRedeem", () => import("./sdk/coupons.js")),
  entry("coupons list", "couponsList", () => import("./sdk/coupons.js")),
  entry("sponsors get", "sponsorsGet", () => import("./sdk/sponsors.js")),
  entry("sponsors set", "sponsorsSet", () => import("./sdk/sponsors.js")),
  entry("sponsors change", "sponsorsChange", () => import("./sdk/sponsors.js")),
  entry("sponsors end", "sponsorsEnd", () => import("./sdk/sponsors.js")),
  entry("sponsors history", "sponsorsHistory", () => import("./sdk/sponsors.js")),
  entry("campaigns list", "campaignsList", () => import("./sdk/campaigns.js")),
  entry("campaigns show", "campaignsShow", () => import("./sdk/campaigns.js")),
  entry("creators search", "creatorsSearch", () => import("./sdk/campaigns.js")),
  entry("creators show", "creatorsShow", () => import("./sdk/campaigns.js")),
  entry("payments get", "paymentsGet", () => import("./sdk/payments.js")),
  entry("payments list", "paymentsList", () => import("./sdk/payments.js")),
  entry("payments create", "paymentsCreate", () => import("./sdk/payments.js")),
  entry("payments refund", "paymentsRefund", () => import("./sdk/payments.js")),
  entry("playtime send", "playtimeSend", () => import("./sdk/payments.js")),
  entry("webview open", "webviewOpen", () => import("./sdk/webview.js")),
  entry("golive check", "goliveCheck", () => import("./sdk/golive.js")),
  entry("launch-game", "launchGame", () => import("./wallet/launch-game.js")),
  entry("fire-callback", "fireCallback", () => import("./wallet/fire-callback.js")),
  entry("play-round", "playRound", () => import("./wallet/play-round.js")),
  entry("sync-payments", "syncPayments", () => import("./payments/sync-payments.js")),
  entry("poll-payments", "pollPayments", () => import("./payments/poll-payments.js")),
  entry("push-payments", "pushPayments", () => import("./payments/push-payments.js")),
  entry(
    "reconcile-payments",
    "reconcilePayments",
    () => import("./payments/reconcile-payments.js"),
  ),
  entry("send-postback", "sendPostback", () => import("./postback/send-postback.js")),
  entry("check-postback", "checkPostback", () => import("./postback/check-postback.js")),
  entry("parse-referrer", "parseReferrer", () => import("./postback/parse-referrer.js")),
  entry("conformance", "conformance", () => import("./conformance/conformance.js")),
  entry("explain", "explain", () => import("./conformance/explain.js")),
  entry("merge-reports", "mergeReports", () => import("./conformance/merge-reports.js")),
  entry("plan run", "planRun", () => import("./load/plan-run.js")),
  entry("plan split", "planSplit", () => import("./load/plan-split.js")),
  entry("plan merge", "planMerge", () => import("./load/plan-merge.js")),
  entry("plan export", "planExport", () => import("./load/plan-export.js")),
  entry("deliveries list", "deliveriesList", () => import("./support/deliveries-list.js")),
  entry("deliveries show", "deliveriesShow", () => import("./support/deliveries-show.js")),
  entry("deliveries export", "deliveriesExport", () => import("./support/deliveries-export.js")),
  entry("replay", "replay", () => import("./support/replay.js")),
  entry("doctor", "doctor", () => import("./setup/doctor.js")),
  entry("completion", "completion", () => import("./setup/completion.js")),
  entry("init", "init", () => import("./setup/init.js")),
  entry("profile list", "profileList", () => import("./setup/profile-list.js")),
  entry("profile show", "profileShow", () => import("./setup/profile-show.js")),
  entry("profile use", "profileUse", () => import("./setup/profile-use.js")),
  entry("profile validate", "profileValidate", () => import("./setup/profile-validate.js")),
  entry("profile set-secret", "profileSetSecret", () => import("./setup/profile-set-secret.js")),
  entry("profile export", "profileExport", () => import("./setup/profile-export.js")),
  entry("profile import", "profileImport", () => import("./setup/profile-import.js")),
  entry("profile schema", "profileSchema", () => import("./setup/profile-schema.js")),
  entry("sandbox", "sandbox", () => import("./sandbox/sandbox.js")),
];

/** @param key under which its file exports it */
function entry<Key extends string>(
  name: string,
  key: Key,
  load: () => Promise<Readonly<Record<Key, CommandDefinition>>>,
): CommandEntry {
  return { name, load: async () => (await load())[key] };
}

/** @returns in the order of the entries */
export function loadCommands(
  entries: readonly CommandEntry[] = COMMANDS,
): Promise<readonly CommandDefinition[]> {
  return Promise.all(entries.map(({ load }) => load()));
}
