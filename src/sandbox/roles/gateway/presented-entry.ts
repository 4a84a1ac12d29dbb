/** What an entry shows, beside what would be right: how a defect knows which forgery it lets in. */
import { claimSources, valuesOf } from "../../../protocols/entry/claims.js";
import { entryCredential } from "../../../protocols/entry/credential.js";
import { parseEntryQuery } from "../../../protocols/entry/request.js";
import { parseToken } from "../../../protocols/entry/token.js";
import type { Credential } from "../../../protocols/signing/forgeries/credential.js";
import type { SignedTime } from "../../../protocols/signing/forgeries/timestamps.js";
import type { EntryAgreement } from "./agreement.js";

export interface PresentedEntry {
  /** Null without a token, undefined where the token cannot be taken apart. */
  readonly signature: string | null | undefined;
  readonly timestamp: string;
  readonly time: SignedTime;
  readonly credential: Credential;
  /** The users that URL and token name. */
  readonly users: readonly [url: string, token: string];
}

export function readPresentedEntry(
  { recipe, keys }: EntryAgreement,
  query: string,
  nowMs: number,
): PresentedEntry {
  const { request } = parseEntryQuery(recipe, query);
  const token = request?.token ?? "";
  const parsed = parseToken(recipe.signature, token);
  const empty = { values: new Map<string, string>(), signature: "" };
  const read = request ?? {
    kind: "query" as const,
    params: new Map<string, string>(),
    token: null,
  };
  const values = valuesOf(recipe, claimSources(recipe, read, parsed ?? empty, {}));
  return {
    signature: token === "" ? null : parsed?.signature,
    timestamp: values.timestamp,
    time: { unit: recipe.signature.timestamp, nowMs, lifeMs: recipe.signature.ttlMs },
    credential: entryCredential(recipe, values, keys[0] ?? ""),
    users: [read.params.get(recipe.params.usn) ?? "", parsed?.values.get("usn") ?? ""],
  };
}
