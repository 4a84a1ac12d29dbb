/** Every command. A new one is a file beside this one and a line here. */
import type { CommandDefinition } from "../command.js";
import { checkPostback } from "./postback/check-postback.js";
import { completion } from "./setup/completion.js";
import { conformance } from "./conformance/conformance.js";
import { deliveriesExport } from "./support/deliveries-export.js";
import { deliveriesList } from "./support/deliveries-list.js";
import { deliveriesShow } from "./support/deliveries-show.js";
import { doctor } from "./setup/doctor.js";
import { explain } from "./conformance/explain.js";
import { fireCallback } from "./wallet/fire-callback.js";
import { fireWebhook } from "./webhooks/fire-webhook.js";
import { init } from "./setup/init.js";
import { launchGame } from "./wallet/launch-game.js";
import { listen } from "./webhooks/listen.js";
import { mergeReports } from "./conformance/merge-reports.js";
import { playRound } from "./wallet/play-round.js";
import { parseReferrer } from "./postback/parse-referrer.js";
import { pollPayments } from "./payments/poll-payments.js";
import { profileExport } from "./setup/profile-export.js";
import { profileImport } from "./setup/profile-import.js";
import { profileList } from "./setup/profile-list.js";
import { profileSchema } from "./setup/profile-schema.js";
import { profileSetSecret } from "./setup/profile-set-secret.js";
import { profileShow } from "./setup/profile-show.js";
import { profileUse } from "./setup/profile-use.js";
import { profileValidate } from "./setup/profile-validate.js";
import { pushPayments } from "./payments/push-payments.js";
import { replay } from "./support/replay.js";
import { reconcilePayments } from "./payments/reconcile-payments.js";
import { sandbox } from "./sandbox/sandbox.js";
import { sendPostback } from "./postback/send-postback.js";
import { signEntry } from "./entry/sign-entry.js";
import { syncPayments } from "./payments/sync-payments.js";
import { vectors } from "./entry/vectors.js";
import { verifyEntry } from "./entry/verify-entry.js";
import { verifyWebhook } from "./webhooks/verify-webhook.js";
import { webhooksCreate } from "./webhooks/webhooks-create.js";
import { webhooksDelete } from "./webhooks/webhooks-delete.js";
import { webhooksList } from "./webhooks/webhooks-list.js";
import { webhooksLogs } from "./webhooks/webhooks-logs.js";
import { webhooksTest } from "./webhooks/webhooks-test.js";
import { webhooksUpdate } from "./webhooks/webhooks-update.js";

export const COMMANDS: readonly CommandDefinition[] = [
  signEntry,
  verifyEntry,
  vectors,
  fireWebhook,
  verifyWebhook,
  listen,
  webhooksList,
  webhooksCreate,
  webhooksUpdate,
  webhooksDelete,
  webhooksLogs,
  webhooksTest,
  launchGame,
  fireCallback,
  playRound,
  syncPayments,
  pollPayments,
  pushPayments,
  reconcilePayments,
  sendPostback,
  checkPostback,
  parseReferrer,
  conformance,
  explain,
  mergeReports,
  deliveriesList,
  deliveriesShow,
  deliveriesExport,
  replay,
  doctor,
  completion,
  init,
  profileList,
  profileShow,
  profileUse,
  profileValidate,
  profileSetSecret,
  profileExport,
  profileImport,
  profileSchema,
  sandbox,
];
