/** Which records of a sample are payments, and which tell of refunds. */
import { plainName } from "../../core/json/plain-name.js";
import { isJsonArray, isJsonObject, type JsonValue } from "../../core/json/value.js";
import { pathBelow } from "../../core/json/path.js";
import type { PaymentSource, RefundRule } from "./mapping.js";
import type { Guess } from "./propose-fields.js";
import type { RecordLeaf } from "./record-leaves.js";
import { BAD, BAD_TYPE, DENIED, givenBack, GOOD, roleOf } from "./status-words.js";

export interface ProposedKinds {
  readonly source: Pick<PaymentSource, "counts" | "refund">;
  readonly guesses: readonly Guess[];
}

export function proposeKinds(
  leaves: readonly RecordLeaf[],
  records: readonly JsonValue[],
): ProposedKinds {
  const list = refundList(records);
  const kind = kindLeaf(leaves);
  if (kind === null)
    return { source: list === null ? {} : { refund: list.refund }, guesses: list?.guesses ?? [] };
  const words = [...new Set(kind.texts)];
  const back = words.filter((word) => givenBack(word) !== "no");
  // In a list the refunds stand in the payments themselves.
  const paid = words.filter((word) => isPaid(word) || (list !== null && back.includes(word)));
  const others = words.filter((word) => !paid.includes(word) && !back.includes(word));
  const refund = list?.refund ?? statusRefund(kind, back, leaves);
  const says = [
    `payments are those whose ${kind.path} is ${listed(paid)}`,
    ...(list === null && back.length > 0 ? [`refunds those with ${listed(back)}`] : []),
    ...(others.length > 0 ? [`left out are ${listed(others)}`] : []),
  ];
  return {
    source: {
      ...(paid.length === 0 ? {} : { counts: { path: kind.path, in: paid } }),
      ...(refund === null ? {} : { refund }),
    },
    guesses: [
      ...(paid.length === 0
        ? [
            {
              at: "source.counts",
              message: `${kind.path} says ${listed(words)}: which of them are payments?`,
            },
          ]
        : [
            {
              at: "source.counts",
              message: `${says.join(", ")}; values that the sample lacks are to be added`,
            },
          ]),
      ...(list?.guesses ?? []),
    ],
  };
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? "nothing" : words.map((word) => JSON.stringify(word)).join(", ");
}

function isPaid(word: string): boolean {
  return !BAD.test(word) && !BAD_TYPE.test(word)
    ? GOOD.test(word) || !/^\d+$/.test(word)
    : DENIED.test(word);
}

/** A status before a type: the one says what became of it, the other mostly what was bought. */
function kindLeaf(leaves: readonly RecordLeaf[]): RecordLeaf | null {
  const outer = leaves.filter(
    ({ inList, texts }) => !inList && texts.every((text) => text.length < 40),
  );
  const role = ({ path }: RecordLeaf) => roleOf(plainName(path.split(".").at(-1) ?? ""));
  return (
    outer.find((leaf) => role(leaf) === "status") ??
    outer.find((leaf) => role(leaf) === "type" && leaf.texts.some((text) => BAD_TYPE.test(text))) ??
    null
  );
}

const OF_NAME =
  /^(?:original|orig|parent|ref|reference|related|payment|charge|order)\w*(?:id|no|key|tid)$/;

function statusRefund(
  kind: RecordLeaf,
  back: readonly string[],
  leaves: readonly RecordLeaf[],
): RefundRule | null {
  if (back.length === 0) return null;
  const of = leaves.find(
    ({ names: [name], inList, hasGaps }) => !inList && hasGaps && OF_NAME.test(name),
  );
  const amount = leaves.find(({ path }) => roleOf(plainName(path)) === "sum");
  return {
    path: kind.path,
    in: back,
    ...(of === undefined ? {} : { of: of.path }),
    ...(amount === undefined ? {} : { amount: amount.path }),
  };
}

/** A list of refunds inside the payments. */
function refundList(
  records: readonly JsonValue[],
): { readonly refund: RefundRule; readonly guesses: readonly Guess[] } | null {
  for (const record of records) {
    if (!isJsonObject(record)) continue;
    for (const [key, value] of Object.entries(record)) {
      if (roleOf(plainName(key)) !== "part") continue;
      const inner = isJsonObject(value) ? value["data"] : undefined;
      const items = isJsonArray(value) ? value : isJsonArray(inner) ? inner : [];
      const item = items.find(isJsonObject);
      if (!isJsonObject(item)) continue;
      const keys = Object.keys(item);
      const path = isJsonArray(value) ? pathBelow("", key) : pathBelow(pathBelow("", key), "data");
      const id = keys.find((each) => /(?:id|key|no)$/.test(plainName(each)));
      const amount = keys.find((each) => /amount|amt|price|money/.test(plainName(each)));
      return {
        refund: {
          list: path,
          ...(id === undefined ? {} : { id: pathBelow("", id) }),
          ...(amount === undefined ? {} : { amount: pathBelow("", amount) }),
        },
        guesses: [
          {
            at: "source.refund",
            message: `the refunds of a payment stand in ${path}, with ${amount ?? "no amount"} and ${id ?? "no id"}`,
          },
        ],
      };
    }
  }
  return null;
}
