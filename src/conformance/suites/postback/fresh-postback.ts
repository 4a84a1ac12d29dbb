/** Finds the postback that a recorded request carried, and how it was sent. */
import type { Exchange } from "../../../core/http-exchange.js";
import { headerValue } from "../../../core/http.js";
import type { Redactor } from "../../../core/redaction.js";
import {
  buildPostback,
  POSTBACK_FIELDS,
  POSTBACK_SECRET_HEADER,
  type PostbackAuth,
  type PostbackField,
  type PostbackAliases,
  aliasesOf,
} from "../../../protocols/postback/request.js";
import { readPostback } from "../../../protocols/postback/validate.js";
import { type FreshPostback, isRecorded, wholeText } from "../../fresh-message.js";
import type { PostbackTarget } from "./postback-target.js";

/** @returns null unless the same postback, sent as it should be, gives the recorded request to the letter */
export function freshPostback(
  target: PostbackTarget,
  { request }: Exchange,
  redactor: Redactor,
): FreshPostback | null {
  const text = wholeText(request);
  const postback = readPostback(Buffer.from(text ?? ""));
  if (text === null || !postback.ok) return null;
  const { ok: _, ...sent } = postback;
  const auth: PostbackAuth =
    headerValue(request.headers, POSTBACK_SECRET_HEADER) === null ? "bearer" : "header";
  const aliases = aliasesIn(JSON.parse(text) as object);
  const legacy = target.legacyUrls.indexOf(request.url);
  const url = target.legacyUrls[legacy] ?? target.url;
  const secret = target.secrets[0].value;
  const rebuilt = buildPostback({ url, auth, secret }, sent, aliases);
  const { headers } = target.connection;
  if (!isRecorded(request, rebuilt, redactor, headers)) return null;
  return {
    kind: "postback",
    level: sent.level,
    uid: sent.uid,
    pid: sent.pid === target.pid ? null : sent.pid,
    gid: sent.gid === target.gid ? null : sent.gid,
    reason: sent.reason ?? null,
    aliases: aliases,
    auth: auth === target.auth ? null : auth,
    legacy: legacy === -1 ? null : legacy,
  };
}

/** The fields that go by another name than their first. */
function aliasesIn(document: object): PostbackAliases {
  const fields = Object.keys(POSTBACK_FIELDS) as PostbackField[];
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = aliasesOf(field).find((each) => Object.hasOwn(document, each));
      return name === undefined || name === field ? [] : [[field, name]];
    }),
  );
}
