/** What surrounds the records of a reply: the value that says success, and what names the next page. */
import { pathBelow } from "../../core/json/path.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonNumber,
  scalarText,
} from "../../core/json/value.js";
import type { PaymentSource } from "./mapping.js";
import type { Guess } from "./propose-fields.js";

/** A list of objects that might be the records, and the objects around it. */
export interface Candidate {
  readonly path: string;
  readonly records: readonly JsonValue[];
  readonly around: readonly Around[];
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
const NEXT_NAME = /^(next.*|.*(cursor|pagetoken))$/i;
const TOTAL_NAME = /^total(_?(count|records|items))?$/i;

export function replyFacts({ around }: Candidate): ReplyFacts {
  const beside = around.flatMap(({ path, object, towards }) =>
    Object.entries(object)
      .filter(([key]) => key !== towards)
      .map(([key, value]) => ({ key, value, path: pathBelow(path, key) })),
  );
  const success = beside.find(
    ({ key, value }) => SUCCESS_NAME.test(key) && scalarText(value) !== null,
  );
  const next = beside.find(
    ({ key, value }) => NEXT_NAME.test(key) && (value === null || scalarText(value) !== null),
  );
  const total = beside.find(({ key, value }) => TOTAL_NAME.test(key) && isJsonNumber(value));
  const paging =
    next !== undefined ? nextPaging(next) : total !== undefined ? totalPaging(total) : null;
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

function nextPaging({ key, value, path }: Beside): ProposedPaging {
  const text = scalarText(value) ?? "";
  const isUrl = /^(https?:\/\/|\/|\?)/i.test(text) || /url|link|href/i.test(key);
  if (isUrl) return { paging: { kind: "next-url", next: path }, guesses: [] };
  const cursor = parameterFor(key);
  return {
    paging: { kind: "cursor", cursor, next: path },
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
