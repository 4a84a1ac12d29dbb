/** An operator's wallet, and the signed callbacks that scenarios send it. */
import { createHash } from "node:crypto";
import { joinUrl } from "../../../core/http.js";
import type { WalletPlayer, WalletSettings } from "../../../profile/wallet-settings.js";
import type { WalletField } from "../../../protocols/wallet/dialect.js";
import { wireName } from "../../../protocols/wallet/dialect.js";
import { type JsonObject, type JsonValue } from "../../../core/json/value.js";
import {
  type CallbackMessage,
  serialiseBody,
  type WireId,
} from "../../../protocols/wallet/messages.js";
import { callbackHeaders } from "../../../protocols/wallet/signature.js";
import type { SignedCallback } from "../../../protocols/wallet/tamper.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { ScenarioContext, Step } from "../../scenario-context.js";
import type { KeptNotes } from "../../suite.js";
import type { AccountBook } from "./account.js";

export interface WalletTarget extends WalletSettings {
  /** Which entry of the profile each user turned out to be, filled as sessions open. */
  readonly seats: Map<string, number>;
  /** What the run owes whom, by user id. */
  readonly book: AccountBook;
  /** By the player's place in the profile: the first reply to `/auth`, and whether its token was refused since. */
  readonly opened: Map<number, Opened>;
  readonly notes: KeptNotes | undefined;
  readonly say: (line: string) => void;
}

/** A session that was opened once. */
export interface Opened {
  readonly userId: WireId;
  /** Null where the profile names the user, so that nobody asked. */
  readonly step: Step | null;
  isSpent: boolean;
}

export type WalletContext = ScenarioContext<WalletTarget>;

/** Scenarios of the profile's first two players. */
const FOR_TWO = /^wallet\.(?:two-players\.|walk$|history)/;

/** What a scenario holds while it plays with a player; `index` from 0. */
export function playerResource(index: number): string {
  return `wallet player ${index + 1}`;
}

/** Which of the profile's players a scenario plays with: always the same one. */
export function playerIndex(scenarioId: string, players: number): number {
  if (FOR_TWO.test(scenarioId)) return 0;
  const hash = createHash("sha256").update(scenarioId).digest();
  // From three players on, the first two are busy enough with what is played by two.
  const busy = players > 2 ? 2 : 0;
  return busy + (hash.readUInt32BE(0) % (players - busy));
}

/** All players that a scenario plays with. */
export function seatsOf(scenarioId: string, players: number): readonly [number, ...number[]] {
  return FOR_TWO.test(scenarioId) && players > 1 ? [0, 1] : [playerIndex(scenarioId, players)];
}

export function playerOf({ players }: WalletTarget, scenarioId: string): WalletPlayer {
  return players[playerIndex(scenarioId, players.length)] ?? players[0];
}

/** A fresh identifier for a transaction or a round, in the form that the wallet wants. */
export function idOf({ target, values }: WalletContext, label: string): string {
  const id = values.id(label);
  if (target.ids === "any") return id;
  const digits = `${id}${values.id(`${label}, second half`)}`;
  const [a, b, c, d, e] = [0, 8, 13, 17, 20].map((at, nth) =>
    digits.slice(at, at + ([8, 4, 3, 3, 12][nth] ?? 0)),
  );
  return `${a}-${b}-4${c}-8${d}-${e}`;
}

/** Correctly signed. */
export function callback(target: WalletTarget, message: CallbackMessage): OutgoingRequest {
  return rawCallback(target, message.path, serialiseBody(message.body));
}

/** Exactly these bytes, correctly signed. */
export function rawCallback(target: WalletTarget, path: string, body: Uint8Array): OutgoingRequest {
  const { publicKey, secrets } = target;
  return {
    method: "POST",
    url: joinUrl(target.url, path),
    headers: callbackHeaders(body, publicKey, secrets[0].value),
    body,
  };
}

/** The same callback as the protocol's tampering wants it. */
export function signedCallback(target: WalletTarget, message: CallbackMessage): SignedCallback {
  const { headers, body } = callback(target, message);
  return {
    kind: message.kind,
    action: message.action,
    headers,
    body: body ?? new Uint8Array(0),
    secret: target.secrets[0].value,
    fields: target.dialect.fields,
  };
}

/** The callback with one field changed; undefined leaves it out. */
export function withField(
  { dialect }: WalletTarget,
  message: CallbackMessage,
  field: WalletField,
  value: JsonValue | undefined,
): CallbackMessage {
  const name = wireName(dialect.fields, field);
  const others = Object.entries(message.body).filter(
    ([each]) => each !== name || value !== undefined,
  );
  const body: JsonObject = {
    ...Object.fromEntries(others),
    ...(value === undefined ? {} : { [name]: value }),
  };
  return { ...message, body };
}
