/** The ways in which a known-good entry URL can be read: which parameter is what, and how the token is built. */
import { tokenShapes, type TokenShapeCandidate } from "./candidates/token-shapes.js";
import { timestampMs } from "./freshness.js";
import {
  DEFAULT_ENTRY_RECIPE,
  type EntryParamNames,
  type EntryValues,
  type TimestampUnit,
} from "./recipe.js";
import { decodeQueryText } from "./request.js";
import { encodeQueryText } from "./sign.js";

/** One entry that a gateway accepted, the key it was signed with, and what is known about its parameters. */
export interface KnownGoodEntry {
  readonly url: string;
  readonly key: string;
  readonly usn?: string;
  readonly campaign?: string;
  readonly partner?: string;
}

export interface UrlReading {
  /** With `{partner}`, and with the parameters that no role was found for. */
  readonly url: string;
  readonly partner: string;
  readonly params: EntryParamNames;
  readonly unit: TimestampUnit;
  readonly shape: TokenShapeCandidate;
  readonly values: EntryValues;
  /** The role is known from the caller or from the parameter's name. */
  readonly sure: { readonly usn: boolean; readonly campaign: boolean };
}

interface Param {
  readonly raw: string;
  readonly name: string;
  readonly value: string;
}

export function readingsOf(entry: KnownGoodEntry): readonly UrlReading[] {
  const [address = ""] = entry.url.split("#", 1);
  const at = address.indexOf("?");
  if (at === -1) return [];
  const params = paramsOf(address.slice(at + 1));
  if (params === null) return [];
  const base = address.slice(0, at);
  return params.flatMap((token) => {
    const others = params.filter((param) => param !== token);
    return rolesOf(entry, others).flatMap((roles) =>
      readingsFor(entry, base, params, token, roles),
    );
  });
}

/** @returns null when the query is malformed */
function paramsOf(query: string): readonly Param[] | null {
  const params: Param[] = [];
  for (const raw of query.split("&").filter((pair) => pair !== "")) {
    const at = raw.indexOf("=");
    const name = decodeQueryText(at === -1 ? raw : raw.slice(0, at));
    const value = decodeQueryText(at === -1 ? "" : raw.slice(at + 1));
    if (name === null || value === null) return null;
    params.push({ raw, name, value });
  }
  return params;
}

interface Roles {
  readonly usn: Param;
  readonly campaign: Param | null;
  readonly timestamp: Param | null;
}

function rolesOf(entry: KnownGoodEntry, params: readonly Param[]): readonly Roles[] {
  const possible = params.filter(({ value }) =>
    entry.usn === undefined ? value !== "" : value === entry.usn,
  );
  // What is named after campaigns is no user, as long as something else may be.
  const others = possible.filter(({ name }) => !isCampaignName(name));
  const usns = others.length > 0 ? others : possible;
  return usns.flatMap((usn) => {
    const rest = params.filter((param) => param !== usn);
    return campaignsIn(entry, rest).flatMap((campaign) => {
      const left = rest.filter((param) => param !== campaign);
      const timestamps = left.filter(({ value }) => unitOf(value) !== null);
      return [null, ...timestamps].map((timestamp) => ({
        usn,
        campaign,
        timestamp,
      }));
    });
  });
}

function campaignsIn(entry: KnownGoodEntry, params: readonly Param[]): readonly (Param | null)[] {
  if (entry.campaign === "") return [null];
  if (entry.campaign !== undefined) {
    return params.filter(({ value }) => value === entry.campaign);
  }
  const named = params.filter(({ name }) => isCampaignName(name));
  if (named.length > 0) return named;
  return [null, ...params.filter(({ value }) => value !== "")];
}

function isCampaignName(name: string): boolean {
  return /camp/i.test(name);
}

function unitOf(timestamp: string): TimestampUnit | null {
  if (timestampMs("ms", timestamp) === null) return null;
  if (/^\d{9,11}$/.test(timestamp)) return "s";
  return /^\d{12,14}$/.test(timestamp) ? "ms" : null;
}

function readingsFor(
  entry: KnownGoodEntry,
  base: string,
  params: readonly Param[],
  token: Param,
  { usn, campaign, timestamp }: Roles,
): readonly UrlReading[] {
  const partner = entry.partner ?? partnerIn(base);
  const content = { usn: usn.value, campaign: campaign?.value ?? "", partner };
  const roles = [usn, campaign, token, timestamp];
  const url = baseUrl(
    base,
    partner,
    params.filter((param) => !roles.includes(param)),
  );
  return tokenShapes(token.value, content).flatMap((shape) => {
    const text = shape.timestamp ?? timestamp?.value ?? null;
    const unit = text === null ? null : unitOf(text);
    if (text === null || unit === null || (timestamp !== null && timestamp.value !== text))
      return [];
    return [
      {
        url,
        partner,
        params: {
          usn: usn.name,
          campaign: campaign?.name ?? unusedCampaignName(params),
          token: token.name,
          ...(timestamp === null ? {} : { timestamp: timestamp.name }),
        },
        unit,
        shape,
        values: {
          usn: usn.value,
          campaign: content.campaign,
          timestamp: text,
          params: [],
        },
        sure: {
          usn: entry.usn !== undefined || /usn|uid|user/i.test(usn.name),
          campaign: entry.campaign !== undefined || isCampaignName(campaign?.name ?? ""),
        },
      },
    ];
  });
}

function unusedCampaignName(params: readonly Param[]): string {
  const usual = DEFAULT_ENTRY_RECIPE.params.campaign;
  return params.some(({ name }) => name === usual) ? "campaign" : usual;
}

/** The path segment after `api`, as in the usual address. */
function partnerIn(base: string): string {
  return decodeQueryText(/\/api\/([^/]+)(?=\/|$)/.exec(base)?.[1] ?? "") ?? "";
}

function baseUrl(base: string, partner: string, fixed: readonly Param[]): string {
  const written = encodeQueryText(partner);
  const segments = base.split("/");
  // The first three are scheme, nothing and host.
  const at = written === "" ? -1 : segments.indexOf(written, 3);
  const path = at === -1 ? base : segments.with(at, "{partner}").join("/");
  return fixed.length === 0 ? path : `${path}?${fixed.map(({ raw }) => raw).join("&")}`;
}
