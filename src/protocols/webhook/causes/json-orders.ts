/** In which order JSON libraries write the members of an object. Data for the diagnosis. */
import type { JsonNode } from "../../../core/json/tree.js";
import { type Change, mapped } from "./json-changes.js";

type Member = readonly [string, JsonNode];

/** PlayCamp's own order of fields. */
const DOCUMENTED = ["events", "event", "timestamp", "isTest", "callbackId", "data"]
  .concat([
    "couponCode",
    "transactionId",
    "userId",
    "usageId",
    "reward",
    "totalRequested",
    "successful",
  ])
  .concat([
    "failed",
    "skipped",
    "transactionIds",
    "amount",
    "currency",
    "campaignId",
    "oldCreatorKey",
  ])
  .concat(["newCreatorKey", "creatorKey"]);
/** Of a payment, where the creator stands before the campaign. */
const DOCUMENTED_PAYMENT = DOCUMENTED.filter((name) => name !== "campaignId").concat("campaignId");

export const ORDERS: readonly Change[] = [
  { name: "", value: (node) => node },
  { name: "with its keys sorted", value: ordered(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) },
  {
    name: "with its keys in the documented order",
    value: ordered(([a], [b]) => rank(DOCUMENTED, a) - rank(DOCUMENTED, b)),
  },
  {
    name: "with its keys in the documented order",
    value: ordered(([a], [b]) => rank(DOCUMENTED_PAYMENT, a) - rank(DOCUMENTED_PAYMENT, b)),
  },
  {
    name: "with its keys sorted by length, as PostgreSQL's jsonb keeps them",
    value: ordered(([a], [b]) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)),
  },
  {
    name: "with its keys sorted without regard to case",
    value: ordered(([a], [b]) => {
      const [x, y] = [a.toLowerCase(), b.toLowerCase()];
      return x < y ? -1 : x > y ? 1 : 0;
    }),
  },
];

function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
}

function ordered(compare: (a: Member, b: Member) => number): Change["value"] {
  return mapped((node) =>
    node.kind === "object" ? { kind: "object", members: [...node.members].sort(compare) } : node,
  );
}
