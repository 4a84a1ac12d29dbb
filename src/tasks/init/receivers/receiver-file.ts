/** The receiver's file for a draft: its place and secret are those of the profile. */
import { join } from "node:path";
import { UserError } from "../../../core/errors.js";
import { type Draft } from "../draft.js";
import { firstOf } from "../draft-from-order.js";
import { variablePrefix } from "../partner.js";
import type { FileToWrite } from "../write-files.js";
import { loadReceiver, type ReceiverId } from "./index.js";
import { type ReceiverPlace, renderReceiver } from "./receiver.js";

const USUAL_PORT = 3000;

/**
 * @param folder absolute, where the profile is written
 * @throws {UserError} `receiver_invalid`
 */
export async function receiverFile(
  id: ReceiverId,
  draft: Draft,
  folder: string,
): Promise<FileToWrite> {
  const receiver = await loadReceiver(id);
  const place = receiverPlace(draft);
  return {
    path: join(folder, renderReceiver({ ...receiver, text: receiver.file }, place)),
    text: renderReceiver(receiver, place),
  };
}

/** @throws {UserError} `receiver_invalid` for what no source file could carry safely */
export function receiverPlace({ sections, partner }: Draft): ReceiverPlace {
  const { webhook } = sections;
  if (webhook === undefined)
    throw invalid("the profile says nothing of webhooks", "Add --preset webhook.");
  if (!["events", undefined].includes(webhook.gateway?.envelope))
    throw invalid(
      "webhook.gateway.envelope puts the events elsewhere than a receiver of --receiver looks for them",
      "Leave --receiver out, or the envelope.",
    );
  const { pathname, port } = new URL(webhook.url.replaceAll("{partner}", partner));
  if (!/^(?:\/[\w.~-]+)+$/.test(pathname))
    throw invalid(
      `the path ${JSON.stringify(pathname)} of webhook.url cannot stand in a source file as it is`,
      "Use a path of letters, digits, dots, hyphens and slashes, such as /webhooks/playcamp.",
    );
  const reference = firstOf(webhook.secret);
  return {
    secretVariable:
      "env" in reference ? reference.env : `${variablePrefix(partner)}_WEBHOOK_SECRET`,
    path: pathname,
    port: port === "" ? USUAL_PORT : Number(port),
  };
}

function invalid(message: string, hint: string): UserError {
  return new UserError("receiver_invalid", message, hint);
}
