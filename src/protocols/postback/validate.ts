/**
 * What the reference server makes of a postback's body. Whether partner, game
 * and user exist, and whether the level counted before, is left to the server.
 */
import { isLevel } from "./coins.js";
import { isJsonObject } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";
import { aliasesOf, type Postback, type PostbackField } from "./request.js";
import { isUid } from "./uid.js";

export type PostbackProblemKind =
  | "invalid_json"
  | "not_an_object"
  | "missing_field"
  | "wrong_type"
  | "level_not_positive_integer"
  | "uid_malformed";

/** Why a body is refused; the reference server answers 400 to each of these. */
export interface PostbackProblem {
  readonly kind: PostbackProblemKind;
  /** Null where the fault is not a field's. */
  readonly field: PostbackField | null;
  readonly message: string;
}

export type PostbackBody =
  ({ readonly ok: true } & Postback) | { readonly ok: false; readonly problem: PostbackProblem };

type Document = Readonly<Record<string, unknown>>;

/**
 * Reads a postback in any accepted alias.
 *
 * Where several aliases of a field are there, the canonical one wins, then
 * the aliases in their listed order. The guide does not say so: it is this
 * tool's choice, and no check judges it. `null` counts as absent, an empty
 * string as missing. A level written as text is refused; `10.0` and `1e1` are
 * the integer 10, as JSON has one kind of number.
 *
 * @returns the first problem in field order, never an exception
 * @source partner postback guide, "Request body"
 */
export function readPostback(body: Uint8Array): PostbackBody {
  const json = readJson(body, "double");
  if (!json.ok)
    return refuse(
      "invalid_json",
      null,
      `the body is ${json.problem.replace("an empty body", "empty")}`,
    );
  if (!isJsonObject(json.value)) {
    return refuse("not_an_object", null, "the body is JSON, but no object");
  }
  return readDocument(json.value);
}

function readDocument(document: Document): PostbackBody {
  const texts = { pid: "", uid: "", gid: "" };
  for (const field of ["pid", "uid", "gid"] as const) {
    const value = fieldValue(document, field);
    if (value === undefined || value === "") return refuseMissing(field);
    if (typeof value !== "string") return refuse("wrong_type", field, `${field} must be a string`);
    texts[field] = value;
  }
  if (!isUid(texts.uid)) return refuse("uid_malformed", "uid", "uid must be a UUID");
  const level = fieldValue(document, "level_number");
  if (level === undefined) return refuseMissing("level_number");
  if (!isLevel(level)) {
    const message = "level_number must be a positive integer";
    return refuse("level_not_positive_integer", "level_number", message);
  }
  const reason = fieldValue(document, "reason");
  if (reason === undefined) return { ok: true, ...texts, level };
  if (typeof reason !== "string") return refuse("wrong_type", "reason", "reason must be a string");
  return { ok: true, ...texts, level, reason };
}

function fieldValue(document: Document, field: PostbackField): unknown {
  return aliasesOf(field)
    .map((name) => (Object.hasOwn(document, name) ? document[name] : undefined))
    .find((value) => value !== undefined && value !== null);
}

function refuseMissing(field: PostbackField): PostbackBody {
  return refuse("missing_field", field, `${field} is missing`);
}

function refuse(
  kind: PostbackProblemKind,
  field: PostbackField | null,
  message: string,
): PostbackBody {
  return { ok: false, problem: { kind, field, message } };
}
