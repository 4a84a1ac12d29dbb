/** Finds the `send-postback` call that sends a recorded postback again. */
import type { Exchange } from "../../../core/http-exchange.js";
import { headerValue } from "../../../core/http.js";
import type { Redactor } from "../../../core/redaction.js";
import {
  buildPostback,
  POSTBACK_FIELDS,
  POSTBACK_SECRET_HEADER,
  type PostbackAuth,
  type PostbackField,
  type PostbackSpellings,
  spellingsOf,
} from "../../../protocols/postback/request.js";
import { readPostback } from "../../../protocols/postback/validate.js";
import { type FreshCommand, isRecorded, wholeText } from "../../fresh-command.js";
import type { PostbackTarget } from "./postback-target.js";

/** As `--legacy-path` takes them, in the order of the URLs. */
const LEGACY_PATHS = ["reward", "rewards"];

/** @returns null unless the same postback, sent as it should be, gives the recorded request to the letter */
export function freshPostback(
  target: PostbackTarget,
  { request }: Exchange,
  redactor: Redactor,
): FreshCommand | null {
  const text = wholeText(request);
  const postback = readPostback(Buffer.from(text ?? ""));
  if (text === null || !postback.ok) return null;
  const { ok: _, ...sent } = postback;
  const auth: PostbackAuth =
    headerValue(request.headers, POSTBACK_SECRET_HEADER) === null ? "bearer" : "header";
  const spellings = spellingsIn(JSON.parse(text) as object);
  const legacy = target.legacyUrls.indexOf(request.url);
  const url = target.legacyUrls[legacy] ?? target.url;
  const secret = target.secrets[0].value;
  const rebuilt = buildPostback({ url, auth, secret }, sent, spellings);
  const { headers } = target.connection;
  if (!isRecorded(request, rebuilt, redactor, headers)) return null;
  return {
    words: [
      ...["send-postback", "--level", String(sent.level), "--uid", sent.uid],
      ...(sent.pid === target.pid ? [] : ["--pid", sent.pid]),
      ...(sent.gid === target.gid ? [] : ["--gid", sent.gid]),
      ...(sent.reason === undefined ? [] : ["--reason", sent.reason]),
      ...Object.entries(spellings).flatMap(([field, name]) => ["--spell", `${field}=${name}`]),
      ...(auth === target.auth ? [] : ["--auth", auth]),
      ...(legacy === -1 ? [] : ["--legacy-path", LEGACY_PATHS[legacy] ?? ""]),
    ],
    gives: "reply",
    stdin: null,
  };
}

/** The fields that go by another name than their first. */
function spellingsIn(document: object): PostbackSpellings {
  const fields = Object.keys(POSTBACK_FIELDS) as PostbackField[];
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = spellingsOf(field).find((each) => Object.hasOwn(document, each));
      return name === undefined || name === field ? [] : [[field, name]];
    }),
  );
}
