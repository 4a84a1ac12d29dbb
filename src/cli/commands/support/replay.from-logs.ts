/** `replay --from-logs`: asks PlayCamp what it delivered, and says what cannot be known of it. */
import type { StoredMessage } from "../../../journal/message.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { oneLine } from "../../../reports/printable.js";
import { messageOfLog, readLogs } from "../../../tasks/replay/from-logs.js";
import type { CommandContext, Outcome } from "../../command.js";
import { sayRefusal, useWebhookApi } from "../webhooks/webhooks-run.js";

export type Gathered =
  | { readonly messages: readonly StoredMessage[] }
  /** There was no getting at them, or there are none. */
  | { readonly outcome: Outcome };

const NEEDED_BY = "replay --from-logs";

/** @throws {UserError} `section_missing`, `secret_*` */
export async function gatherFromLogs(
  webhookId: string,
  onlyFailed: boolean,
  profile: ResolvedProfile,
  context: CommandContext,
): Promise<Gathered> {
  const settings = await webhookSettings(profile, NEEDED_BY);
  const listed = await useWebhookApi(context, profile, NEEDED_BY, (callApi) =>
    readLogs(callApi, webhookId, onlyFailed),
  );
  if (!listed.ok) return { outcome: sayRefusal(listed.answer, context) };
  const nowMs = context.clock.nowMs();
  const messages = listed.items.flatMap((log) => {
    const message = messageOfLog(log, settings, nowMs);
    if (message === null) context.say(`log ${oneLine(log.id)} holds no payload; it is left out`);
    return message ?? [];
  });
  if (messages.length > 0) {
    context.say(
      "rebuilt from what PlayCamp logged and signed anew: the original bytes are not known",
    );
    return { messages };
  }
  context.say(
    `the logs of webhook ${webhookId} hold no ${onlyFailed ? "failed " : ""}delivery to send again; playcamp-gw webhooks logs ${webhookId} shows what they hold`,
  );
  return { outcome: "incomplete" };
}
