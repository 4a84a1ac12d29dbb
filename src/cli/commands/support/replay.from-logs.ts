/** `replay --from-logs`: asks PlayCamp what it delivered, and says what cannot be known of it. */
import type { StoredMessage } from "../../../journal/message.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { oneLine } from "../../../reports/printable.js";
import { messageOfLog, readLogs } from "../../../tasks/replay/from-logs.js";
import type { Outcome } from "../../command.js";
import type { Session } from "../../session/session.js";
import { sayRefusal, openSdkApi } from "../webhooks/webhooks-run.js";

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
  session: Session,
): Promise<Gathered> {
  const settings = await webhookSettings(profile, NEEDED_BY);
  const callApi = await openSdkApi(session, profile, NEEDED_BY);
  const listed = await readLogs(callApi, webhookId, onlyFailed);
  if (!listed.ok) return { outcome: sayRefusal(listed.answer, session) };
  const nowMs = session.clock.nowMs();
  const messages = listed.items.flatMap((log) => {
    const message = messageOfLog(log, settings, nowMs);
    if (message === null) session.say(`log ${oneLine(log.id)} holds no payload; it is left out`);
    return message ?? [];
  });
  if (messages.length > 0) {
    session.say(
      "rebuilt from what PlayCamp logged and signed anew: the original bytes are not known",
    );
    return { messages };
  }
  session.say(
    `the logs of webhook ${webhookId} hold no ${onlyFailed ? "failed " : ""}delivery to send again; playcamp-gw webhooks logs ${webhookId} shows what they hold`,
  );
  return { outcome: "incomplete" };
}
