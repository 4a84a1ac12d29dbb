/** What `--with` writes beside a receiver: places and secrets are those of the profile. */
import { join } from "node:path";
import { UserError } from "../../../core/errors.js";
import type { SecretReference } from "../../../profile/sections/shared.js";
import type { Draft } from "../draft.js";
import { firstOf } from "../draft-from-order.js";
import type { FileToWrite } from "../write-files.js";
import { loadReceiver, RECEIVER_IDS, type ReceiverId } from "./index.js";
import type { Companion, CompanionId } from "./receiver.js";

/** Servers of their own, each at a port of its own, with a day of payments to ask for. */
export const COMPANION_SETS: Readonly<Record<CompanionId, readonly string[]>> = {
  payments: [
    "payments.source.url=http://127.0.0.1:3002/payments",
    'payments.source.range.sample:={"from":"2026-01-05T00:00:00Z","to":"2026-01-06T00:00:00Z"}',
  ],
  wallet: ["wallet.url=http://127.0.0.1:3001/wallet"],
};

export interface CompanionFile {
  readonly id: CompanionId;
  readonly companion: Companion;
  readonly file: FileToWrite;
  /** Where it answers. */
  readonly url: string;
  /** The variables that it and its suite read. */
  readonly variables: readonly string[];
}

/**
 * @param folder absolute, where the profile is written
 * @throws {UserError} `receiver_invalid`
 */
export async function companionFiles(
  receiverId: ReceiverId,
  ids: readonly CompanionId[],
  draft: Draft,
  folder: string,
): Promise<readonly CompanionFile[]> {
  const found = await companionsOf(receiverId, ids);
  return found.map(({ id, companion }) => companionFile(id, companion, draft, folder));
}

/** @throws {UserError} `receiver_invalid` where there is none for this receiver */
export async function companionsOf(
  receiverId: ReceiverId,
  ids: readonly CompanionId[],
): Promise<readonly { readonly id: CompanionId; readonly companion: Companion }[]> {
  const { companions, title } = await loadReceiver(receiverId);
  return Promise.all(
    ids.map(async (id) => {
      const companion = companions?.[id];
      if (companion !== undefined) return { id, companion };
      throw new UserError(
        "receiver_invalid",
        `--with ${id}: there is none for ${title} yet`,
        `There is one for ${(await receiversWithCompanions()).join(" and ")}.`,
      );
    }),
  );
}

async function receiversWithCompanions(): Promise<readonly string[]> {
  const all = await Promise.all(
    RECEIVER_IDS.map(async (id) => ((await loadReceiver(id)).companions === undefined ? [] : [id])),
  );
  return all.flat();
}

function companionFile(
  id: CompanionId,
  companion: Companion,
  draft: Draft,
  folder: string,
): CompanionFile {
  const { url, values } = placeOf(id, draft);
  const { pathname, port } = new URL(url.replaceAll("{partner}", draft.partner));
  const all = {
    ...values,
    PATH: safe(pathname.replace(/\/$/, "")),
    PORT: port === "" ? "80" : port,
  };
  const text = Object.entries(all).reduce(
    (filled, [name, value]) => filled.replaceAll(`__${name}__`, value),
    companion.text,
  );
  const variables = Object.entries(values).flatMap(([name, value]) =>
    /_SECRET$|_KEY$|_TOKEN$/.test(name) && name !== "PUBLIC_KEY" ? value : [],
  );
  return { id, companion, file: { path: join(folder, companion.file), text }, url, variables };
}

function placeOf(id: CompanionId, { sections }: Draft) {
  const { wallet, payments } = sections;
  if (id === "wallet" && wallet !== undefined)
    return {
      url: wallet.url,
      values: {
        WALLET_SECRET: variableOf("wallet.secret", firstOf(wallet.secret)),
        USER_TOKEN: variableOf("wallet.player.userToken", wallet.player.userToken),
        SESSION_TOKEN: variableOf("wallet.player.sessionToken", wallet.player.sessionToken),
        PUBLIC_KEY: safe(wallet.publicKey),
        CURRENCY: safe(wallet.player.currency),
      },
    };
  if (id === "payments" && payments?.source.key !== undefined)
    return {
      url: payments.source.url,
      values: { PAYMENTS_KEY: variableOf("payments.source.key", firstOf(payments.source.key)) },
    };
  throw invalid(`the profile has nothing that --with ${id} could go by`, `Add --preset ${id}.`);
}

function variableOf(path: string, reference: SecretReference | string): string {
  if (typeof reference !== "string" && "env" in reference) return reference.env;
  throw invalid(`${path} is no environment variable`, `Use --set ${path}.env=NAME.`);
}

/** It stands in a source file as it is. */
function safe(text: string): string {
  if (/^[\w./~-]*$/.test(text)) return text;
  throw invalid(`${JSON.stringify(text)} cannot stand in a source file`, "Use letters and digits.");
}

function invalid(message: string, hint: string): UserError {
  return new UserError("receiver_invalid", message, hint);
}
