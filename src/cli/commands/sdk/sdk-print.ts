/** What PlayCamp answers as tables: one object as names and values, a list with a column for each member asked for. */
import { isJsonArray, isJsonObject, jsonProperty } from "../../../core/json/value.js";
import { exactLine, shortLine } from "../../../reports/printable.js";
import { renderColumns } from "../../output/columns.js";

/** @param members in their order; also the heading */
export function renderList(items: readonly unknown[], members: readonly string[]): string {
  const rows = items.map((item) => members.map((name) => cellOf(jsonProperty(item, name), 60)));
  return renderColumns([members, ...rows]);
}

/** A list within stands below what it belongs to. */
export function renderObject(value: unknown): string {
  if (!isJsonObject(value)) return cellOf(value, 1000);
  return renderColumns(
    Object.entries(value).map(([name, member]) => [shortLine(name, 40), cellOf(member, 1000)]),
  );
}

function cellOf(value: unknown, limit: number): string {
  if (value === undefined || value === null) return "-";
  if (typeof value === "string") return limit >= 1000 ? exactLine(value) : shortLine(value, limit);
  if (isJsonArray(value)) return value.map((each) => cellOf(each, limit)).join(", ") || "-";
  if (isJsonObject(value)) return shortLine(objectText(value), limit);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "?";
}

/** A reward as `100 × gem_pack_small`, a localised text in English or its first language. */
function objectText(value: Readonly<Record<string, unknown>>): string {
  const { itemId, itemQuantity, en } = value;
  if (typeof itemId === "string" && typeof itemQuantity === "number")
    return `${itemQuantity} × ${itemId}`;
  const [first] = Object.values(value);
  if (typeof en === "string") return en;
  return typeof first === "string" &&
    Object.keys(value).every((name) => /^[a-z]{2}(-\w+)?$/.test(name))
    ? first
    : JSON.stringify(value);
}
