/** Every section that the sandbox plays a counterpart for. A new one is a file beside this one and a line here. */
import { entrySandbox } from "./entry.js";
import { paymentsSandbox } from "./payments.js";
import { postbackSandbox } from "./postback.js";
import { sdkApiSandbox } from "./sdk-api.js";
import type { SandboxSection } from "./section.js";
import { walletSandbox } from "./wallet.js";
import { webhookSandbox } from "./webhook.js";

export const SANDBOX_SECTIONS: readonly SandboxSection[] = [
  entrySandbox,
  webhookSandbox,
  walletSandbox,
  postbackSandbox,
  paymentsSandbox,
  sdkApiSandbox,
];

export const SANDBOX_SECRETS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...SANDBOX_SECTIONS.map(({ secrets }) => secrets),
) as Readonly<Record<string, string>>;
