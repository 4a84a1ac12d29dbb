/** The step that comes before all others: which user a session belongs to, and the balance. */
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { buildAuth } from "../../protocols/wallet/messages.js";
import type { Sent } from "../../transport/send.js";
import { type JudgedReply, judgeReply } from "./judge-reply.js";
import type { SendCallback } from "./send-callback.js";
import { signMessage } from "./sign-callback.js";

export interface Authenticated {
  readonly judged: JudgedReply<"auth">;
  readonly sent: readonly [Sent, ...Sent[]];
}

/** @param step what it is for, in a few words */
export async function authenticate(
  step: string,
  send: SendCallback,
  settings: WalletSettings,
): Promise<Authenticated> {
  const message = buildAuth(settings.dialect, settings.players[0]);
  const signed = signMessage(message, settings);
  const sent = await send(step, signed);
  const last = sent.at(-1) ?? sent[0];
  const judged = judgeReply("auth", signed.body, last, settings.dialect);
  return { judged, sent };
}
