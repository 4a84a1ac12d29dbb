/** What surrounds the records of a reply: the value that says success, and what names the next page. */
import { pathBelow } from "../../core/json/path.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonNumber,
  isJsonObject,
  scalarText,
} from "../../core/json/value.js";
import type { PaymentSource } from "./mapping.js";
import type { Guess } from "./propose-fields.js";

/** A list of objects that might be the records, and the objects around it. */
export interface Candidate {
  readonly path: string;
  readonly records: readonly JsonValue[];
  readonly around: readonly Around[];
  /** The records are the members of an object. */
  readonly keyed?: true;
}

export interface Around {
  readonly path: string;
  readonly object: JsonObject;
  /** The key that leads on to the records. */
  readonly towards: string;
}

interface ReplyFacts {
  readonly source: Pick<PaymentSource, "success" | "paging">;
  readonly guesses: readonly Guess[];
}

const SUCCESS_NAME =
  /^(code|ret|retcode|resultcode|result|status|statuscode|errcode|errno|errorcode|success|ok)$/i;
const NEXT_NAME = /^(@odata\.)?(next.*|.*(cursor|pagetoken))$/i;
const TOTAL_NAME = /^total(_?(count|records|items|elements|results|cnt))?$|^count$/i;
const MORE_NAME = /^(has_?more|has_?next(_?page)?|more)$/i;
/** Objects beside the records that tell of the pages. */
const PAGES_NAME = /^(meta|page|page_?info|paging|pagination|links|_links|cursor|cursors)$/i;

export function replyFacts({ around, path: recordsPath }: Candidate): ReplyFacts {
  const beside = around.flatMap(({ path, object, towards }) =>
    Object.entries(object)
      .filter(([key]) => key !== towards)
      .flatMap(([key, value]) => membersBeside(key, value, pathBelow(path, key))),
  );
  const success = beside.find(
    ({ key, value }) => SUCCESS_NAME.test(key) && scalarText(value) !== null,
  );
  const next = beside.find(
    ({ key, value }) => NEXT_NAME.test(key) && (value === null || scalarText(value) !== null),
  );
  const total = beside.find(({ key, value }) => TOTAL_NAME.test(key) && isJsonNumber(value));
  const more = beside.find(({ key, value }) => MORE_NAME.test(key) && typeof value === "boolean");
  const paging =
    next !== undefined
      ? nextPaging(next, more)
      : total !== undefined
        ? totalPaging(total)
        : more !== undefined
          ? lastIdPaging(more, recordsPath)
          : null;
  return {
    source: {
      ...(success === undefined
        ? {}
        : { success: { path: success.path, equals: plain(success.value) } }),
      ...(paging === null ? {} : { paging: paging.paging }),
    },
    guesses: [
      ...(success === undefined
        ? []
        : [
            {
              at: "source.success",
              message: `the sample is taken for a success, so ${success.path} must be ${JSON.stringify(plain(success.value))}`,
            },
          ]),
      ...(paging?.guesses ?? []),
    ],
  };
}

interface Beside {
  readonly key: string;
  readonly value: JsonValue;
  readonly path: string;
}

interface ProposedPaging {
  readonly paging: NonNullable<PaymentSource["paging"]>;
  readonly guesses: readonly Guess[];
}

/** A member, and where it tells of pages, those inside it. */
function membersBeside(key: string, value: JsonValue, path: string): readonly Beside[] {
  if (!isJsonObject(value) || !PAGES_NAME.test(key)) return [{ key, value, path }];
  return Object.entries(value).flatMap(([inner, child]) => {
    const at = pathBelow(path, inner);
    // As HAL writes a link.
    if (isJsonObject(child) && typeof child["href"] === "string")
      return [{ key: inner, value: child["href"], path: pathBelow(at, "href") }];
    return membersBeside(inner, child, at);
  });
}

function lastIdPaging({ path }: Beside, recordsPath: string): ProposedPaging {
  return {
    paging: {
      kind: "cursor",
      cursor: "starting_after",
      next: `${recordsPath}[-1].id`,
      more: path,
    },
    guesses: [
      {
        at: "source.paging.cursor",
        message: `${path} says whether more follows; the last record's id is taken to be sent as the parameter "starting_after"`,
      },
    ],
  };
}

function nextPaging({ key, value, path }: Beside, more: Beside | undefined): ProposedPaging {
  const text = scalarText(value) ?? "";
  const isUrl = /^(https?:\/\/|\/|\?)/i.test(text) || /url|link|href/i.test(key);
  if (isUrl || /^(?:@odata\.)?nextlink$/i.test(key))
    return { paging: { kind: "next-url", next: path }, guesses: [] };
  const cursor = parameterFor(key);
  return {
    paging: {
      kind: "cursor",
      cursor,
      next: path,
      ...(more === undefined ? {} : { more: more.path }),
    },
    guesses: [
      {
        at: "source.paging.cursor",
        message: `${path} is taken to be sent back as the parameter "${cursor}"`,
      },
    ],
  };
}

/** `next_token` comes back as `token`, `nextPageToken` as `pageToken`; a bare `nextId` as itself. */
function parameterFor(key: string): string {
  const rest = key.replace(/^next[_-]?/i, "");
  if (/^end_?cursor$/i.test(key)) return "after";
  if (rest === "" || /^id$/i.test(rest)) return key;
  return rest.charAt(0).toLowerCase() + rest.slice(1);
}

function totalPaging({ path }: Beside): ProposedPaging {
  return {
    paging: { kind: "page", page: "page", size: "pageSize", total: path },
    guesses: [
      {
        at: "source.paging",
        message:
          'pages are taken to be asked for with the parameters "page" (from 1) and "pageSize"',
      },
    ],
  };
}

/** As a profile writes it. */
function plain(value: JsonValue): string | number | boolean {
  if (typeof value === "boolean" || typeof value === "string") return value;
  const text = scalarText(value) ?? "";
  const number = Number(text);
  return isJsonNumber(value) && String(number) === text ? number : text;
}
