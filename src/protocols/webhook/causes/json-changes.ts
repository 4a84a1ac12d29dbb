/** What JSON libraries change on the way beside the order of members. Data for the diagnosis. */
import { trimEndOf } from "../../../core/trim-end.js";
import type { JsonNode } from "../../../core/json/tree.js";
import type { Named } from "./json-writers.js";

/** Another value for the same content; the first one is the node as it is. */
export type Change = Named<(node: JsonNode) => JsonNode>;

type Member = readonly [string, JsonNode];

/** The change made to every node, inner ones first. */
export function mapped(change: (node: JsonNode) => JsonNode): Change["value"] {
  const walk = (node: JsonNode): JsonNode => {
    switch (node.kind) {
      case "object":
        return change({
          kind: "object",
          members: node.members.map(([key, value]): Member => [key, walk(value)]),
        });
      case "array":
        return change({ kind: "array", items: node.items.map(walk) });
      default:
        return change(node);
    }
  };
  return walk;
}

function numbers(write: (text: string) => string): Change["value"] {
  return mapped((node) =>
    node.kind === "literal" && /^[-\d]/.test(node.text)
      ? { kind: "literal", text: write(node.text) }
      : node,
  );
}

function strings(write: (text: string) => string): Change["value"] {
  return mapped((node) =>
    node.kind === "string" ? { kind: "string", value: write(node.value) } : node,
  );
}

const NULL: JsonNode = { kind: "literal", text: "null" };
const isNull = (node: JsonNode) => node.kind === "literal" && node.text === "null";
const isEmpty = (node: JsonNode) => node.kind === "string" && node.value === "";
const isHollow = (node: JsonNode) =>
  (node.kind === "object" && node.members.length === 0) ||
  (node.kind === "array" && node.items.length === 0);

const NAMINGS: readonly (readonly [how: string, write: (name: string) => string])[] = [
  [
    "names in PascalCase, as .NET writes them",
    (name) => name.charAt(0).toUpperCase() + name.slice(1),
  ],
  [
    "names in snake_case, as Python and Ruby write them",
    (name) => name.replace(/(?<=[a-z\d])[A-Z]/g, "_$&").toLowerCase(),
  ],
  [
    "names in camelCase",
    (name) => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase()),
  ],
  ["names in lower case", (name) => name.toLowerCase()],
];

function renamed(write: (name: string) => string): Change["value"] {
  return mapped((node) =>
    node.kind === "object"
      ? {
          kind: "object",
          members: node.members.map(([key, value]): Member => [write(key), value]),
        }
      : node,
  );
}

const KOREA_MS = 9 * 3_600_000;

function inKorea(whole: string, fraction: string, zone: string): string {
  const ms = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(ms)) return whole;
  const wall = new Date(ms + KOREA_MS).toISOString().slice(0, 19);
  return `${wall}${/^0*$/.test(fraction) ? "" : `.${fraction}`}+09:00`;
}

const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)$/;

function dates(write: (whole: string, fraction: string, zone: string) => string): Change["value"] {
  return strings((text) => {
    const [, whole, fraction = "", zone = ""] = DATE.exec(text) ?? [];
    return whole === undefined ? text : write(whole, fraction, zone);
  });
}

export const CHANGES: readonly Change[] = [
  { name: "", value: (node) => node },
  { name: "with its numbers shortened", value: numbers((text) => String(Number(text))) },
  {
    name: "with two decimals where a number has some (a trailing zero was lost)",
    value: numbers((text) => text.replace(/^(-?\d+\.\d)$/, "$10")),
  },
  {
    name: "with .0 after whole numbers, as a float is written (Python, Gson, Java)",
    value: numbers((text) => text.replace(/^-?\d+$/, "$&.0")),
  },
  {
    name: "with two decimals after every number",
    value: numbers((text) => (/^-?\d+(?:\.\d+)?$/.test(text) ? twoDecimals(text) : text)),
  },
  {
    name: "with .00 after whole numbers",
    value: numbers((text) => text.replace(/^-?\d+$/, "$&.00")),
  },
  { name: "with fractions of zero left out", value: numbers((text) => text.replace(/\.0+$/, "")) },
  {
    name: "with amounts as floats (.0)",
    value: membersNamed(/amount|price|total|balance/i, (text) => text.replace(/^-?\d+$/, "$&.0")),
  },
  {
    name: "with amounts as decimals (.00)",
    value: membersNamed(/amount|price|total|balance/i, (text) => text.replace(/^-?\d+$/, "$&.00")),
  },
  {
    name: "with amounts as strings",
    value: membersNamed(/amount|price|total|balance/i, (text) => JSON.stringify(text)),
  },
  {
    name: "with amounts in hundredths (cents)",
    value: membersNamed(/amount|price|total|balance/i, (text) => scaled(text, 2)),
  },
  {
    name: "with amounts in units, where hundredths are here",
    value: membersNamed(/amount|price|total|balance/i, (text) => scaled(text, -2)),
  },
  {
    name: "with six decimals, as printf's %f writes them",
    value: membersNamed(/amount|price|total|balance/i, (text) =>
      /^-?\d+(?:\.\d{1,6})?$/.test(text) ? Number(text).toFixed(6) : text,
    ),
  },
  {
    name: "with whole numbers above ten million in exponent form, as Java writes doubles",
    value: numbers((text) => (/^\d{8,}$/.test(text) ? javaDouble(text) : text)),
  },
  {
    name: "with its numbers as strings",
    value: mapped((node) =>
      node.kind === "literal" && /^[-\d]/.test(node.text)
        ? { kind: "string", value: node.text }
        : node,
    ),
  },
  {
    name: "with its numeric strings as numbers",
    value: mapped((node) =>
      node.kind === "string" && /^-?(?:0|[1-9]\d{0,17})(?:\.\d+)?$/.test(node.value)
        ? { kind: "literal", text: node.value }
        : node,
    ),
  },
  {
    name: "with {} turned into [], as PHP's json_decode and json_encode do",
    value: mapped((node) =>
      node.kind === "object" && node.members.length === 0 ? { kind: "array", items: [] } : node,
    ),
  },
  {
    name: "with [] where {} is here, as before PHP's JSON_FORCE_OBJECT",
    value: mapped((node) =>
      node.kind === "array" && node.items.length === 0 ? { kind: "object", members: [] } : node,
    ),
  },
  { name: 'with "" turned into null', value: mapped((node) => (isEmpty(node) ? NULL : node)) },
  {
    name: 'with null turned into ""',
    value: mapped((node) => (isNull(node) ? { kind: "string", value: "" } : node)),
  },
  { name: "without the members that are null", value: dropping(isNull) },
  {
    name: "without the members that are empty",
    value: dropping((node) => isNull(node) || isEmpty(node)),
  },
  {
    name: "without the members that are empty, {} and [] included, as Jackson's NON_EMPTY does",
    value: dropping((node) => isNull(node) || isEmpty(node) || isHollow(node)),
  },
  ...NAMINGS.map(([how, write]) => ({ name: `with ${how}`, value: renamed(write) })),
  {
    name: "with its dates in Korea's time (+09:00)",
    value: dates((whole, fraction, zone) => inKorea(whole, fraction, zone)),
  },
  { name: "with its strings trimmed", value: strings((text) => text.trim()) },
  {
    name: "with milliseconds in its dates (.000Z), which Json.NET and others drop",
    value: dates(
      (whole, fraction, zone) => `${whole}.${fraction.padEnd(3, "0").slice(0, 3)}${zone}`,
    ),
  },
  {
    name: "without zero milliseconds in its dates",
    value: dates((whole, fraction, zone) =>
      /^0*$/.test(fraction) ? whole + zone : `${whole}.${trimEndOf(fraction, "0")}${zone}`,
    ),
  },
  { name: "without milliseconds in its dates", value: dates((whole, _, zone) => whole + zone) },
  {
    name: "with +00:00 for Z in its dates, as Python's isoformat writes it",
    value: dates(
      (whole, fraction, zone) =>
        `${whole}${fraction === "" ? "" : `.${fraction}`}${zone === "Z" ? "+00:00" : zone}`,
    ),
  },
  {
    name: "with +00:00 for Z and no milliseconds in its dates",
    value: dates((whole, _, zone) => `${whole}${zone === "Z" ? "+00:00" : zone}`),
  },
  {
    name: "with Z for +00:00 in its dates",
    value: dates((whole, fraction) => `${whole}${fraction === "" ? "" : `.${fraction}`}Z`),
  },
  {
    name: "with six digits of a second in its dates",
    value: dates((whole, fraction, zone) => `${whole}.${fraction.padEnd(6, "0")}${zone}`),
  },
  {
    name: "with seven digits of a second in its dates, as .NET writes them",
    value: dates((whole, fraction, zone) => `${whole}.${fraction.padEnd(7, "0")}${zone}`),
  },
];

function twoDecimals(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

/** By a power of ten, without a fraction of zero. */
function scaled(text: string, power: number): string {
  const value = Number(text) * 10 ** power;
  return Number.isFinite(value) ? String(Number(value.toFixed(6))) : text;
}

function javaDouble(text: string): string {
  const digits = trimEndOf(text.slice(1), "0");
  return `${text.charAt(0)}.${digits === "" ? "0" : digits}E${text.length - 1}`;
}

function membersNamed(name: RegExp, write: (text: string) => string): Change["value"] {
  return mapped((node) =>
    node.kind !== "object"
      ? node
      : {
          kind: "object",
          members: node.members.map(([key, value]): Member => [
            key,
            value.kind === "literal" && /^[-\d]/.test(value.text) && name.test(key)
              ? { kind: "literal", text: write(value.text) }
              : value,
          ]),
        },
  );
}

function dropping(isLeftOut: (node: JsonNode) => boolean): Change["value"] {
  return mapped((node) =>
    node.kind === "object"
      ? { kind: "object", members: node.members.filter(([, value]) => !isLeftOut(value)) }
      : node,
  );
}
