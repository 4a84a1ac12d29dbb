/** Every command. A new one is a file beside this one and a line here. */
import type { CommandDefinition } from "../command.js";
import { checkPostback } from "./check-postback.js";
import { completion } from "./completion.js";
import { conformance } from "./conformance.js";
import { deliveriesExport } from "./deliveries-export.js";
import { deliveriesList } from "./deliveries-list.js";
import { deliveriesShow } from "./deliveries-show.js";
import { doctor } from "./doctor.js";
import { explain } from "./explain.js";
import { fireCallback } from "./fire-callback.js";
import { fireWebhook } from "./fire-webhook.js";
import { init } from "./init.js";
import { launchGame } from "./launch-game.js";
import { listen } from "./listen.js";
import { mergeReports } from "./merge-reports.js";
import { playRound } from "./play-round.js";
import { parseReferrer } from "./parse-referrer.js";
import { pollPayments } from "./poll-payments.js";
import { profileExport } from "./profile-export.js";
import { profileImport } from "./profile-import.js";
import { profileList } from "./profile-list.js";
import { profileSchema } from "./profile-schema.js";
import { profileSetSecret } from "./profile-set-secret.js";
import { profileShow } from "./profile-show.js";
import { profileUse } from "./profile-use.js";
import { profileValidate } from "./profile-validate.js";
import { pushPayments } from "./push-payments.js";
import { replay } from "./replay.js";
import { reconcilePayments } from "./reconcile-payments.js";
import { sandbox } from "./sandbox.js";
import { sendPostback } from "./send-postback.js";
import { signEntry } from "./sign-entry.js";
import { syncPayments } from "./sync-payments.js";
import { vectors } from "./vectors.js";
import { verifyEntry } from "./verify-entry.js";
import { verifyWebhook } from "./verify-webhook.js";
import { webhooksCreate } from "./webhooks-create.js";
import { webhooksDelete } from "./webhooks-delete.js";
import { webhooksList } from "./webhooks-list.js";
import { webhooksLogs } from "./webhooks-logs.js";
import { webhooksTest } from "./webhooks-test.js";
import { webhooksUpdate } from "./webhooks-update.js";

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
