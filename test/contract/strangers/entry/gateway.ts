/** A gateway's entry: verifies the signed token in the query and leads to the WebView. */
import { createHash, createHmac, type BinaryToTextEncoding } from "node:crypto";
import { type Answer, type Asked, type Manner, serve } from "../serve.js";
import type { Target } from "../stranger.js";
import { exactly, type Trust } from "../trust.js";

const KEY = "entry-key-stranger-22";
const PATH = "/api/acme/sponsor";

/** A token in its parts, and what came beside it. */
export interface Entry {
  readonly asked: Asked;
  /** The user that the query names. */
  readonly usn: string;
  /** The user that the token names. */
  readonly tokenUsn: string;
  readonly timestamp: string;
  readonly campaign: string;
  readonly signature: string | undefined;
}

export interface Recipe {
  readonly params: { readonly usn: string; readonly campaign: string; readonly token: string };
  readonly unit: "s" | "ms";
  readonly ttlSec: number;
  readonly separator: string;
  readonly sign: (entry: Entry, key: string) => string;
}

export interface GatewayChanges {
  readonly recipe?: Partial<Recipe>;
  readonly section?: object;
  readonly manner?: Manner;
  readonly trusts?: Trust;
  readonly before?: (asked: Asked) => Answer | undefined;
  /** Which entry an address asks for; null for none. */
  readonly reads?: (asked: Asked) => Entry | null;
  readonly isSameUser?: (entry: Entry) => boolean;
  readonly isTimely?: (entry: Entry, nowSec: number) => boolean;
  /** What the signature is made of. */
  readonly signedAs?: (entry: Entry) => Entry;
  /** A further look at what was found right. */
  readonly admits?: (entry: Entry) => Answer | undefined;
  readonly refused?: (asked: Asked, right: string) => Answer | Promise<Answer>;
  readonly missingUsn?: Answer;
  readonly location?: (entry: Entry) => string;
  readonly success?: (location: string, entry: Entry) => Answer | Promise<Answer>;
}

const SEED_RECIPE: Recipe = {
  params: { usn: "usn", campaign: "camp_code", token: "custom_data" },
  unit: "s",
  ttlSec: 300,
  separator: "|",
  sign: ({ tokenUsn, timestamp }, key) => digest(`${tokenUsn}|${timestamp}|${key}`),
};

export function digest(message: string): string {
  return createHash("sha256").update(message).digest("hex");
}

export function hmac(message: string, key: string, encoding: BinaryToTextEncoding): string {
  return createHmac("sha256", key).update(message).digest(encoding);
}

/** The query's three values, the token cut at its last two separators. */
function readEntry(asked: Asked, { params, separator }: Recipe): Entry | null {
  const usn = asked.query.get(params.usn);
  const token = asked.query.get(params.token);
  if (usn === null || usn === "" || token === null) return null;
  const parts = token.split(separator);
  if (parts.length < 3) return null;
  return {
    asked,
    usn,
    tokenUsn: parts.slice(0, -2).join(separator),
    timestamp: parts.at(-2) ?? "",
    signature: parts.at(-1) ?? "",
    campaign: asked.query.get(params.campaign) ?? "",
  };
}

export async function openGateway(changes: GatewayChanges = {}): Promise<Target> {
  const recipe: Recipe = { ...SEED_RECIPE, ...changes.recipe };
  const { trusts = exactly, signedAs = (entry) => entry } = changes;

  const isTimely = ({ timestamp }: Entry, nowSec: number): boolean => {
    const age = nowSec - Number(timestamp) / (recipe.unit === "ms" ? 1000 : 1);
    return /^\d+$/.test(timestamp) && age <= recipe.ttlSec && age >= -30;
  };

  const enter = (asked: Asked): Answer | Promise<Answer> => {
    const entry = (changes.reads ?? ((each) => readEntry(each, recipe)))(asked);
    const right = entry === null ? "" : recipe.sign(signedAs(entry), KEY);
    const refused = () =>
      changes.refused?.(asked, right) ?? { status: 401, body: { error: "unauthorized" } };
    if (asked.query.get(recipe.params.usn) === null && changes.missingUsn !== undefined)
      return changes.missingUsn;
    if (entry === null) return refused();
    const isRight =
      (changes.isSameUser ?? (({ usn, tokenUsn }) => usn === tokenUsn))(entry) &&
      (changes.isTimely ?? isTimely)(entry, Date.now() / 1000) &&
      trusts({
        given: entry.signature,
        key: KEY,
        asked,
        rightUnder: (key) => recipe.sign(signedAs(entry), key),
      });
    if (!isRight) return refused();
    const other = changes.admits?.(entry);
    if (other !== undefined) return other;
    const ott = createHash("sha256").update(`${entry.usn} ${Math.random()}`).digest("hex");
    const location =
      changes.location?.(entry) ??
      `https://webview.example.com/?ott=${ott}&c=${encodeURIComponent(entry.campaign)}`;
    return changes.success?.(location, entry) ?? { status: 302, headers: { Location: location } };
  };

  const served = await serve((asked) => {
    const early = changes.before?.(asked);
    if (early !== undefined) return early;
    const path = asked.path.toLowerCase().replace(/\/$/, "");
    if (path !== PATH) return { status: 404, body: { error: "no such page" } };
    return enter(asked);
  }, changes.manner);
  return {
    close: served.close,
    env: { ENTRY_KEY: KEY },
    profile: {
      entry: {
        url: `${served.url}/api/{partner}/sponsor`,
        key: { env: "ENTRY_KEY" },
        ...changes.section,
      },
    },
  };
}
