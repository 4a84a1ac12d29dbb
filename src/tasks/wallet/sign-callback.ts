/** From a callback's message to what goes over the wire: the user's changes, the signature. */
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { type CallbackMessage, serialiseBody } from "../../protocols/wallet/messages.js";
import { callbackHeaders } from "../../protocols/wallet/signature.js";
import type { SignedCallback } from "../../protocols/wallet/tamper.js";
import { type MessageOverrides, overrideBody, overrideHeaders } from "../message-overrides.js";

const NO_OVERRIDES: MessageOverrides = { body: [], header: [] };

/**
 * `body.…` applies before signing, `header.…` after it.
 *
 * @throws {UserError} `set_*`, `secret_empty`
 */
export function signMessage(
  message: CallbackMessage,
  settings: WalletSettings,
  overrides: MessageOverrides = NO_OVERRIDES,
): SignedCallback {
  const secret = settings.secrets[0].value;
  const body = overrideBody(serialiseBody(message.body), overrides.body);
  return {
    kind: message.kind,
    action: message.action,
    headers: overrideHeaders(callbackHeaders(body, settings.publicKey, secret), overrides.header),
    body,
    secret,
    fields: settings.dialect.fields,
  };
}
