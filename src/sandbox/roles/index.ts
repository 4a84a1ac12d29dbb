/** Every counterpart that the sandbox plays. A new role is a line here. */
import type { SandboxRole } from "../role.js";
import { gameServerRole, type WebhookAgreement } from "./game-server.js";
import { type EntryAgreement, gatewayRole } from "./gateway.js";

/** What was agreed with each counterpart; both sides of a sandbox run work from it. */
export interface SandboxAgreement {
  readonly entry: EntryAgreement;
  readonly webhook: WebhookAgreement;
}

export const SANDBOX_ROLES: readonly SandboxRole<SandboxAgreement>[] = [
  gatewayRole,
  gameServerRole,
];
