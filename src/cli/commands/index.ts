/** Every command. A new one is a file beside this one and a line here. */
import type { CommandDefinition } from "../command.js";
import { conformance } from "./conformance.js";
import { fireWebhook } from "./fire-webhook.js";
import { sandbox } from "./sandbox.js";
import { signEntry } from "./sign-entry.js";
import { verifyEntry } from "./verify-entry.js";

export const COMMANDS: readonly CommandDefinition[] = [
  signEntry,
  verifyEntry,
  fireWebhook,
  conformance,
  sandbox,
];
