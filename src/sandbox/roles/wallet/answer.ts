/** What the wallet answers, before it is written in the agreed dialect. */
import { jsonReply, type ServedReply } from "../../../core/server.js";
import { toWireNames } from "../../../protocols/wallet/dialect.js";
import { type JsonObject } from "../../../core/json/value.js";
import { renderJson } from "../../../core/json/value.js";
import type { WalletAgreement } from "./agreement.js";

export interface Answer {
  readonly status: number;
  /** Of the envelope. */
  readonly code: number;
  readonly message: string;
  /** With the default names; null in refusals. */
  readonly data: JsonObject | null;
}

export function success(data: JsonObject): Answer {
  return { status: 200, code: 200, message: "OK", data };
}

/** @param code one of the provider's own, where it says more than the status */
export function refusal(status: number, message: string, code: number = status): Answer {
  return { status, code, message, data: null };
}

export const BAD_SIGNATURE = refusal(401, "invalid signature");
export const INSUFFICIENT = refusal(402, "insufficient funds");
export const CRASH = refusal(500, "internal server error");

export function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && "status" in value;
}

/** The envelope of the agreement, or a bare object where that is agreed. */
export function writeAnswer(
  { status, code, message, data }: Answer,
  { dialect }: WalletAgreement,
): ServedReply {
  const named = data === null ? null : toWireNames(dialect.fields, data);
  const body: JsonObject =
    named !== null && dialect.envelope === "bare" ? named : { code, message, data: named };
  return {
    ...jsonReply(status, null),
    body: new TextEncoder().encode(renderJson(body)),
  };
}
