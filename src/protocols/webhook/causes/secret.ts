/** Ways in which the key that signed may differ from the receiver's secret. */
import {
  mistakenKeys,
  SECRET_MISTAKES,
  twiceMistakenKeys,
  type MistakenKey,
} from "../../signing/mistakes/secrets.js";
import type { Cause, Fixes, Variant } from "./cause.js";
import { LOAD_RIGHT_SECRET, USE_SECRET_AS_TEXT } from "./fixes.js";

export interface LabelledSecret {
  /** How the result names it: `staging`, `webhook.secret`. */
  readonly label: string;
  readonly value: string;
  /** Verifies as well as the first, as during a rotation. */
  readonly accepted?: boolean;
}

export interface KnownSecrets {
  readonly expected: string;
  /** Those that should not have signed this delivery. */
  readonly others: readonly LabelledSecret[];
}

const OTHER_ENVIRONMENT = "secret-of-other-environment";

/** Every id that a key may have. */
export const SECRET_IDS: readonly string[] = [
  ...new Set([OTHER_ENVIRONMENT, ...SECRET_MISTAKES.map(({ id }) => `secret-${id}`)]),
];

const AS_TEXT = [
  "whitespace",
  "quotes",
  "prefix",
  "hex-decoded",
  "base64-decoded",
  "encoded",
  "hashed",
];
/** Code helps where the code is at fault; a value is corrected where it stands. */
const FIXES: ReadonlyMap<string, Fixes> = new Map([
  ...AS_TEXT.map((id): [string, Fixes] => [id, USE_SECRET_AS_TEXT]),
  ["not-loaded", LOAD_RIGHT_SECRET],
  ["placeholder", LOAD_RIGHT_SECRET],
]);

/** How far to look: the commonest mistakes, all likely ones, those that are many, one with another secret, or two at once. */
export type KeySearch = "common" | "likely" | "many" | "others" | "twice";

/** What happens to a secret together with other mistakes: few keys, so that every body can be tried with them. */
const COMMON = ["whitespace", "quotes", "prefix", "hex-decoded", "base64-decoded", "name-in-value"];

/** Keys that may have signed, with what is wrong about each; the right one is not among them. */
export function* mistakenKeyVariants(
  { expected, others }: KnownSecrets,
  search: KeySearch,
): Generator<Variant<Buffer>> {
  const strangers = others.filter(({ value }) => value !== "" && value !== expected);
  if (search === "likely" || search === "common") {
    for (const { label, value } of strangers)
      yield { value: Buffer.from(value), causes: [ofOther(label)] };
  }
  if (search === "others") {
    for (const { label, value } of strangers) {
      for (const { key, mistakes } of mistakenKeys(
        value,
        `secret of ${label}`,
        ({ id }) => !["not-loaded", "placeholder", "slip"].includes(id),
      ))
        if (expected !== Buffer.from(key).toString("utf8"))
          yield {
            value: Buffer.from(key),
            causes: [ofOther(label), ...causesOf({ key, mistakes }, "this side")],
          };
    }
    return;
  }
  if (search === "twice") {
    for (const twice of twiceMistakenKeys(expected, "secret"))
      yield { value: Buffer.from(twice.key), causes: causesOf(twice) };
    return;
  }
  const isWanted = ({ id, isLast = false }: { id: string; isLast?: boolean }) =>
    isLast === (search === "many") && (search !== "common" || COMMON.includes(id));
  for (const once of mistakenKeys(expected, "secret", isWanted))
    yield { value: Buffer.from(once.key), causes: causesOf(once) };
}

function ofOther(label: string): Cause {
  return {
    id: OTHER_ENVIRONMENT,
    fixes: LOAD_RIGHT_SECRET,
    message: `It was signed with another secret: ${label}.`,
    senderSigned: `with the secret of ${label}`,
    receiverHas: "the expected secret",
  };
}

/** @param holder who has what stands here */
function causesOf({ mistakes }: MistakenKey, holder = "the receiver"): readonly Cause[] {
  return mistakes.map(({ id, remedy, signed, here }) => {
    const fixes = FIXES.get(id);
    return {
      id: `secret-${id}`,
      remedy,
      ...(fixes === undefined ? {} : { fixes }),
      message: `It was signed with ${signed}; ${holder} has ${here}.`,
      senderSigned: `with ${signed}`,
      receiverHas: here,
    };
  });
}
