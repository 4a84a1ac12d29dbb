/** What a poll asks for: its parameters, its range and its page, as the agreement words them. */
import { queryOf, type ServedRequest } from "../../../core/server.js";
import { isJsonObject, type JsonObject, scalarText } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import type { PaymentSource } from "../../../protocols/payments/mapping.js";
import { readTime } from "../../../protocols/payments/times.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";

export type Parameters = ReadonlyMap<string, string>;

/** Those of the URL, with those of the body laid over them; null when the body cannot be read. */
export function readParameters(source: PaymentSource, request: ServedRequest): Parameters | null {
  const inUrl = [...new URLSearchParams(queryOf(request.target))];
  const place = source.in ?? ((source.method ?? "GET") === "GET" ? "query" : "json");
  const body = Buffer.from(request.body).toString("utf8");
  const inBody =
    place === "json"
      ? jsonParameters(body)
      : place === "form"
        ? [...new URLSearchParams(body)]
        : [];
  if (inBody === null) return null;
  const all = new Map([
    ...inUrl.map(([name, value]) => [`?${name}`, value] as const),
    ...inUrl,
    ...inBody,
  ]);
  const inside = source.wrap === undefined ? [] : jsonParameters(all.get(source.wrap) ?? "{}");
  return inside === null ? null : new Map([...all, ...inside]);
}

function jsonParameters(body: string): readonly [string, string][] | null {
  const document = parseJson(body);
  if (!document.ok || !isJsonObject(document.value)) return null;
  return leavesIn(document.value, "");
}

/** Nested members by their names with dots between. */
function leavesIn(object: JsonObject, above: string): readonly [string, string][] {
  return Object.entries(object).flatMap(([name, value]): readonly [string, string][] => {
    if (isJsonObject(value)) return leavesIn(value, `${above}${name}.`);
    const text = scalarText(value);
    return text === null ? [] : [[`${above}${name}`, text]];
  });
}

/** The range's two texts as sent; empty where there is none. */
export function rangeTexts(
  { range }: PaymentSource,
  parameters: Parameters,
): { readonly from: string; readonly to: string } {
  if (range === undefined) return { from: "", to: "" };
  return {
    from: parameters.get(range.from ?? "from") ?? "",
    to: parameters.get(range.to ?? "to") ?? "",
  };
}

/** @returns null when a border is missing or is no time */
export function readRange(source: PaymentSource, parameters: Parameters): TimeRange | null {
  const { from, to } = rangeTexts(source, parameters);
  const rule = {
    unit: source.range?.format ?? "iso",
    zone: source.range?.zone ?? "UTC",
  };
  const [start, end] = [readTime(from, rule), readTime(to, rule)];
  return start.ok && end.ok ? { fromMs: start.instantMs, toMs: end.instantMs } : null;
}

/** The range's beginning before its end. */
export function isInOrder({ range }: PaymentSource, parameters: Parameters): boolean {
  const names = [...parameters.keys()];
  return names.indexOf(range?.from ?? "from") <= names.indexOf(range?.to ?? "to");
}
