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
  isJsonArray,
  isJsonObject,
  jsonProperty,
  renderJson,
  scalarText,
} from "../../core/json/value.js";
import { parseReadPath, pathBelow } from "../../core/json/path.js";
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
}

const NOTHING: ReplySigns = {
  more: null,
  next: [],
  isEnd: false,
  total: null,
  totalPages: null,
  fault: null,
};

const MORE = new Set(
  "hasmore hasnext hasnextpage hasmorepages hasmoreresults hasmoreitems moreavailable moreresults moretocome more next truncated istruncated partial ispartial incomplete isincomplete incompleteresults".split(
    " ",
  ),
);
const LAST = new Set("last islast islastpage lastpage end isend eof finished complete".split(" "));
const NEXT =
  /^(?:odata)?next(?:page|cursor|pagetoken|token|id|key|url|uri|link|href|pageurl|pagelink|pagecursor|offset|marker|revision|start|startingafter)?$|^continuation(?:token|key)?$|^nextpagekey$/;
const TOTAL =
  /^(?:total|totalcount|totalelements|totalitems|totalrecords|totalresults|totalrows|totalnum|totalnumber|totalsize|totalentries|totaltransactions|totalpayments|totalcnt|recordcount|resultcount|rowcount)$/;
const TOTAL_PAGES = /^(?:totalpages|totalpage|pagecount|pages|lastpage|totalpagecount|maxpage)$/;
/** Objects in which replies keep what is said of the paging. */
const ABOUT_PAGES = /page|paging|pagination|meta|links?$|cursor|result/;

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
  for (const { path, object, isOuter } of places(body, recordsPath)) {
    for (const [key, value] of Object.entries(object)) {
      const at = pathBelow(path, key);
      if (!skipped.has(at)) readMember(found, at, plainName(key), value, isOuter);
    }
  }
  const link = linkTarget(headers, "next");
  if (link !== null) found.next.push({ path: LINK, text: link });
  found.total ??= headerTotal(headers);
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
}

function readMember(
  found: Draft,
  path: string,
  name: string,
  value: JsonValue,
  isOuter: boolean,
): void {
  const truth = truthOf(value);
  if (MORE.has(name) && truth !== null) {
    if (truth) found.more ??= `"${path}" is ${renderJson(value)}`;
    else if (name.startsWith("has") || name.startsWith("more")) found.isEnd = true;
  } else if (LAST.has(name) && typeof value === "boolean") {
    if (value) found.isEnd = true;
    else found.more ??= `"${path}" is false`;
  } else if (NEXT.test(name)) {
    const text = nextText(value);
    if (text !== null) found.next.push({ path, text });
  } else if (TOTAL.test(name)) {
    const count = countOf(value);
    if (count !== null) found.total ??= { place: `"${path}"`, count };
  } else if (TOTAL_PAGES.test(name)) {
    const count = countOf(value);
    if (count !== null) found.totalPages ??= { place: `"${path}"`, count };
  }
  if (isOuter) found.fault ??= faultIn(path, name, value);
}

interface Place {
  readonly path: string;
  readonly object: JsonObject;
  /** The reply itself, or on the way to its records. */
  readonly isOuter: boolean;
}

function places(body: JsonValue, recordsPath: string): readonly Place[] {
  const outer: Place[] = [];
  let value: JsonValue | undefined = body;
  let path = "";
  for (const step of ["", ...parseReadPath(recordsPath)]) {
    if (step !== "") {
      if (typeof step !== "string") break;
      value = jsonProperty(value, step);
      path = pathBelow(path, step);
    }
    if (!isJsonObject(value)) break;
    outer.push({ path, object: value, isOuter: true });
  }
  const inner = outer.flatMap((place) =>
    Object.entries(place.object).flatMap(([key, child]): readonly Place[] => {
      const at = pathBelow(place.path, key);
      const isKnown = outer.some((each) => each.path === at);
      return isJsonObject(child) && !isKnown && ABOUT_PAGES.test(plainName(key))
        ? [{ path: at, object: child, isOuter: false }]
        : [];
    }),
  );
  return [...outer, ...inner];
}

/** In small letters, without separators. */
export function plainName(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function truthOf(value: JsonValue): boolean | null {
  if (typeof value === "boolean") return value;
  const text = scalarText(value)?.toLowerCase();
  if (text === "true" || text === "y" || text === "yes" || text === "1") return true;
  return text === "false" || text === "n" || text === "no" || text === "0" ? false : null;
}

const NO_NEXT = new Set(["", "0", "-1", "null", "none", "false", "true", "end"]);

function nextText(value: JsonValue): string | null {
  if (isJsonObject(value)) return nextText(value["href"] ?? value["url"] ?? null);
  const text = typeof value === "boolean" ? null : scalarText(value);
  return text === null || NO_NEXT.has(text.trim().toLowerCase()) ? null : text;
}

function countOf(value: JsonValue): number | null {
  const text = scalarText(value);
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

const COUNTING_HEADERS = ["x-total-count", "x-total", "x-total-results", "x-pagination-total"];

/** `Content-Range: items 0-1/5`, or one of the headers that hold a number alone. */
function headerTotal(headers: readonly HeaderPair[]): ReplySigns["total"] {
  const range = /(?:^|\s)\d+-\d+\/(\d{1,12})$/.exec(headerValue(headers, "content-range") ?? "");
  if (range?.[1] !== undefined) return { place: "Content-Range", count: Number(range[1]) };
  for (const name of COUNTING_HEADERS) {
    const text = headerValue(headers, name)?.trim() ?? "";
    if (/^\d{1,12}$/.test(text)) return { place: name, count: Number(text) };
  }
  return null;
}

const FAULT =
  /^(?:errors?|err|exception|fault|errorcode|errcode|errno|errormessage|errormsg|errordescription)$/;
const SUCCEEDED = /^(?:success|ok|succeeded|issuccess|successful)$/;
const STATE = /^(?:status|result|resultstatus|resulttype)$/;
const NO_FAULT = /^(?:0*|null|none|no|false|ok|success|succeed(?:ed)?|-)$/i;
const FAILED = /^(?:errors?|fail(?:ed|ure)?|exception|ng|denied|unauthori[sz]ed)$/i;

function faultIn(path: string, name: string, value: JsonValue): string | null {
  const shown = () => `"${path}" is ${renderJson(value).slice(0, 200)}`;
  if (FAULT.test(name)) return isNothing(value) ? null : shown();
  if (SUCCEEDED.test(name)) return value === false || value === "false" ? shown() : null;
  if (STATE.test(name)) return typeof value === "string" && FAILED.test(value) ? shown() : null;
  return null;
}

function isNothing(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) {
    const code = scalarText(value["code"]);
    return Object.keys(value).length === 0 || (code !== null && NO_FAULT.test(code));
  }
  const text = scalarText(value);
  return text === null || NO_FAULT.test(text);
}
