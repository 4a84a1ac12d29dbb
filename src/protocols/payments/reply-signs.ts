/**
 * What a reply says of its own completeness under names that public APIs use,
 * whether the profile reads them or not: that more follows, how many records
 * there are, that something went wrong. Nothing is decided here.
 */
import type { HeaderPair } from "../../core/http.js";
import { headerValue } from "../../core/http.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonObject,
  jsonProperty,
  renderJson,
  scalarText,
} from "../../core/json/value.js";
import { plainName } from "../../core/json/plain-name.js";
import { parseJson } from "../../core/json/read.js";
import { parseReadPath, pathBelow } from "../../core/json/path.js";
import { emptyMessage, type EmptyMessage } from "./empty-message.js";
import { faultIn, unsureCode } from "./reply-faults.js";
import { linkTarget } from "./link-header.js";

export interface ReplySigns {
  /** In words, such as `"has_more" is true`; null where nothing says so. */
  readonly more: string | null;
  /** A next page that is named, by its path: `"next" is "…"`; of the profile's own path too. */
  readonly next: readonly { readonly path: string; readonly text: string }[];
  /** The reply says plainly that it is the last one. */
  readonly isEnd: boolean;
  /** Records of the whole range. */
  readonly total: { readonly place: string; readonly count: number } | null;
  readonly totalPages: { readonly place: string; readonly count: number } | null;
  /** An error told although the status says success, in words. */
  readonly fault: string | null;
  /** A result code that may mean one, in words. */
  readonly unsure: string | null;
  /** Of weight only where there is no list beside it. */
  readonly message: EmptyMessage | null;
}

const NOTHING: ReplySigns = {
  more: null,
  next: [],
  isEnd: false,
  total: null,
  totalPages: null,
  fault: null,
  unsure: null,
  message: null,
};

const MORE = new Set(
  "hasmore hasnext hasnextpage hasmorepages hasmoreresults hasmoreitems moreavailable moreresults moretocome more next truncated istruncated partial ispartial incomplete isincomplete incompleteresults timedout 다음여부 다음페이지여부 더보기여부".split(
    " ",
  ),
);
const LAST = new Set(
  "last islast islastpage lastpage end isend eof finished complete done".split(" "),
);
/** Behind a name, that Y or N stands there. */
const YES_OR_NO = /(?:yn|flag)$/;
const NEXT =
  /^(?:odata)?next(?:page|records?|results?|batch)?(?:cursor|token|id|key|url|uri|link|href|offset|marker|revision|start|startingafter)?$|^bookmark$|^scroll(?:id)?$|^continu(?:e|ation(?:token|key)?)$|^lastevaluatedkey$|^highwatermark(?:id|key|token)?$|^resum(?:e|ption)token$|^pag(?:e|ing|ination)(?:state|token)$|^forward(?:cursor|token|link)$|^loadmore(?:url|token|cursor)?$|^다음(?:페이지|커서|토큰|주소)?$/;
/** Said of the whole, whatever it is called; of a page, such words may mean that others follow. */
const IN_PART = /^(?:partial(?:ly)?(?:[-_ ]?content)?|incomplete|truncated)$/i;
/** Of a page as well, that some of it is missing. */
const FAILED_IN_PART = /^partial(?:ly)?[-_ ]?(?:success|data|results?|complete)$/i;
/** Records that are still to come. */
const REMAINING = /^(?:remaining|remaining(?:count|items|records|results)|itemsleft|recordsleft)$/;
const TOTAL =
  /^(?:total|totalcount|totalelements|totalitems|totalrecords|totalresults|totalrows|totalnum|totalnumber|totalsize|totalentries|totaltransactions|totalpayments|totalcnt|recordcount|resultcount|rowcount|recordstotal|recordsfiltered|itemcount|totalresultsavailable|(?:전체|총)(?:건수|개수|수))$/;
const TOTAL_PAGES =
  /^(?:totalpages|totalpage|pagecount|pages|lastpage|totalpagecount|maxpage|(?:전체|총)페이지수?)$/;
/** Objects in which replies keep what is said of the paging. */
const ABOUT_PAGES = /page|paging|pagination|meta|links?$|cursor|result/;
/** Objects in which replies keep how it went. */
const ABOUT_RESULT = /^(?:head(?:er)?|meta|status|result(?:info)?|response|common|ack|shards)$/;

/**
 * @param body null for what is no JSON document
 * @param recordsPath the profile's; objects on the way to the records are looked at
 * @param ignored paths that mean something else
 */
export function readSigns(
  body: JsonValue,
  headers: readonly HeaderPair[],
  recordsPath: string,
  ignored: readonly string[] = [],
): ReplySigns {
  const found: Draft = { ...NOTHING, next: [] };
  const skipped = new Set(ignored);
  for (const { path, object, isOuter, isOfPages } of places(body, recordsPath)) {
    for (const [key, value] of Object.entries(object)) {
      const at = pathBelow(path, key);
      if (skipped.has(at)) continue;
      const name = plainName(key);
      if (isOfPages) readPaging(found, at, name, value);
      if (isOuter) readOutcome(found, at, name, value);
    }
  }
  const link = linkTarget(headers, "next");
  if (link !== null) found.next.push({ path: LINK, text: link });
  found.total ??= headerTotal(headers);
  readHeaders(found, headers);
  return found;
}

/** Stands for the path of a next page that the Link header names. */
export const LINK = "header Link";

interface Draft {
  more: string | null;
  next: { readonly path: string; readonly text: string }[];
  isEnd: boolean;
  total: ReplySigns["total"];
  totalPages: ReplySigns["totalPages"];
  fault: string | null;
  unsure: string | null;
  message: EmptyMessage | null;
}

function readPaging(found: Draft, path: string, name: string, value: JsonValue): void {
  const truth = truthOf(value);
  const plain = name.replace(YES_OR_NO, "");
  if (MORE.has(plain) && truth !== null) {
    if (truth) found.more ??= `"${path}" is ${renderJson(value)}`;
    else if (plain.startsWith("has") || plain.startsWith("more")) found.isEnd = true;
  } else if (
    LAST.has(plain) &&
    (typeof value === "boolean" || (plain !== name && truth !== null))
  ) {
    // What is done may be the request alone, and what Y stands for the same.
    if (truth === false) found.more ??= `"${path}" is ${renderJson(value)}`;
    else if (plain === name && name !== "done") found.isEnd = true;
  } else if (
    NEXT.test(name) ||
    name === "more" ||
    (name === "after" && /(?:^|\.)cursor\.after$/i.test(path))
  ) {
    const text = nextText(value);
    if (text !== null) found.next.push({ path, text });
  } else if (TOTAL.test(name)) {
    // A search engine's total is an object, and may be a lower bound.
    const isBound = scalarText(jsonProperty(value, "relation")) === "gte";
    const count = countOf(isJsonObject(value) ? (value["value"] ?? null) : value);
    if (isBound) found.more ??= `"${path}" is a lower bound`;
    else if (count !== null) found.total ??= { place: `"${path}"`, count };
  } else if (REMAINING.test(name)) {
    const count = countOf(value);
    if (count !== null && count > 0) found.more ??= `"${path}" is ${count}`;
  } else if (TOTAL_PAGES.test(name)) {
    const count = countOf(value);
    if (count !== null) found.totalPages ??= { place: `"${path}"`, count };
  }
}

function readOutcome(found: Draft, path: string, name: string, value: JsonValue): void {
  found.fault ??= faultIn(path, name, value);
  found.unsure ??= unsureCode(path, name, value);
  found.message ??= emptyMessage(path, name, value);
  const text = scalarText(value) ?? "";
  if (FAILED_IN_PART.test(text)) found.fault ??= `"${path}" is ${renderJson(value)}`;
  if (IN_PART.test(text)) found.more ??= `"${path}" is ${renderJson(value)}`;
}

interface Place {
  readonly path: string;
  readonly object: JsonObject;
  /** It may tell how it went: the reply itself, what is on the way to its records, a head. */
  readonly isOuter: boolean;
  /** It may tell of pages. */
  readonly isOfPages: boolean;
}

function places(body: JsonValue, recordsPath: string): readonly Place[] {
  const outer = outerObjects(body, recordsPath).map((each): Place => ({
    ...each,
    isOuter: true,
    isOfPages: true,
  }));
  const known = new Set(outer.map((each) => each.path));
  const inner = outer.flatMap((place) => objectsIn(place, known));
  // Such as meta.pagination.
  return [...outer, ...inner, ...inner.flatMap((place) => objectsIn(place, known))];
}

/** The reply itself, and what is on the way to its records. */
export function outerObjects(
  body: JsonValue,
  recordsPath: string,
): readonly Pick<Place, "path" | "object">[] {
  const outer: Pick<Place, "path" | "object">[] = [];
  let value: JsonValue | undefined = body;
  let path = "";
  for (const step of ["", ...parseReadPath(recordsPath)]) {
    if (step !== "") {
      if (typeof step !== "string") break;
      value = jsonProperty(value, step);
      path = pathBelow(path, step);
    }
    if (!isJsonObject(value)) break;
    outer.push({ path, object: value });
  }
  return outer;
}

/** In which something is said of the pages, or of how it went. */
function objectsIn({ path, object }: Place, known: ReadonlySet<string>): readonly Place[] {
  return Object.entries(object).flatMap(([key, child]): readonly Place[] => {
    const at = pathBelow(path, key);
    if (!isJsonObject(child) || known.has(at)) return [];
    const name = plainName(key);
    const isOuter = ABOUT_RESULT.test(name);
    const isOfPages = ABOUT_PAGES.test(name);
    return isOuter || isOfPages ? [{ path: at, object: child, isOuter, isOfPages }] : [];
  });
}

function truthOf(value: JsonValue): boolean | null {
  if (typeof value === "boolean") return value;
  const text = scalarText(value)?.toLowerCase();
  if (text === "true" || text === "y" || text === "yes" || text === "1") return true;
  return text === "false" || text === "n" || text === "no" || text === "0" ? false : null;
}

const NO_NEXT = new Set(["", "0", "-1", "null", "none", "false", "true", "end"]);

function nextText(value: JsonValue): string | null {
  if (isJsonObject(value)) {
    const link = value["href"] ?? value["url"];
    // A key of several parts, as some databases have.
    if (link === undefined && Object.keys(value).length > 0) return renderJson(value).slice(0, 200);
    return nextText(link ?? null);
  }
  const text = typeof value === "boolean" ? null : scalarText(value);
  return text === null || NO_NEXT.has(text.trim().toLowerCase()) ? null : text;
}

function countOf(value: JsonValue): number | null {
  const text = scalarText(value);
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** A header of a reply's paging, and which: `X-Next-Page`, `X-WP-TotalPages`, `x-ms-continuation`. */
const PAGING_HEADER =
  /^x-(?:(?:wp|ms|page|paging|pagination|list|results?|collection)-)?(.+)$|^((?:total|record|result|item|row)-?count)$/;

/** Names that servers use beside the Link header; one that holds JSON is read as a body would be. */
function readHeaders(found: Draft, headers: readonly HeaderPair[]): void {
  for (const [name, value] of headers) {
    const [, own, count] = PAGING_HEADER.exec(name.toLowerCase()) ?? [];
    const plain = plainName(own ?? count ?? "");
    // A limit of requests has its own remainder.
    if (plain === "" || REMAINING.test(plain)) continue;
    const path = NEXT.test(plain) ? headerPath(name) : name;
    readPaging(found, path, plain, value.trim());
  }
  const paging = parseJson(headerValue(headers, "x-pagination") ?? "");
  if (!paging.ok || !isJsonObject(paging.value)) return;
  for (const [key, value] of Object.entries(paging.value))
    readPaging(found, `X-Pagination ${key}`, plainName(key), value);
}

/** Stands for the path of a next page that a header names. */
export function headerPath(name: string): string {
  return `header ${name.toLowerCase()}`;
}

/** `Content-Range: items 0-1/5`. */
function headerTotal(headers: readonly HeaderPair[]): ReplySigns["total"] {
  const range = /(?:^|\s)\d+-\d+\/(\d{1,12})$/.exec(headerValue(headers, "content-range") ?? "");
  return range?.[1] === undefined ? null : { place: "Content-Range", count: Number(range[1]) };
}
