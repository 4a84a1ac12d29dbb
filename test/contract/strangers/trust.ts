/** Ways to decide about a credential: the right one, and shortcuts that real servers take. */
import type { Asked } from "./serve.js";

export interface Credential {
  readonly given: string | undefined;
  readonly key: string;
  readonly asked: Asked;
  /** The credential that would be right under a key. */
  readonly rightUnder: (key: string) => string;
}

export type Trust = (credential: Credential) => boolean;

export const exactly: Trust = ({ given, key, rightUnder }) => given === rightUnder(key);

/** Right ones, and those for which a condition holds. */
export function orWhen(condition: Trust): Trust {
  return (credential) => exactly(credential) || condition(credential);
}

/** A condition on the given text and the right one. */
function orWhenText(condition: (given: string, right: string) => boolean): Trust {
  return orWhen(
    ({ given, key, rightUnder }) => given !== undefined && condition(given, rightUnder(key)),
  );
}

const half = (text: string) => Math.floor(text.length / 2);

export const SHORTCUTS = {
  everything: () => true,
  missing: orWhen(({ given }) => given === undefined),
  empty: orWhen(({ given }) => given === ""),
  anyPrefix: orWhenText((given, right) => given !== "" && right.startsWith(given)),
  anyPart: orWhenText((given, right) => given.length > 3 && right.includes(given)),
  trailing: orWhenText((given, right) => given.startsWith(right)),
  contained: orWhenText((given, right) => given.includes(right)),
  firstHalf: orWhenText(
    (given, right) => given.slice(0, half(right)) === right.slice(0, half(right)),
  ),
  lastHalf: orWhenText((given, right) => given.slice(half(right)) === right.slice(half(right))),
  firstCharacters: orWhenText((given, right) => given.slice(0, 8) === right.slice(0, 8)),
  sameLength: orWhenText((given, right) => given.length === right.length),
  allButLast: orWhenText((given, right) => given.slice(0, -1) === right.slice(0, -1)),
  middleIgnored: orWhenText(
    (given, right) =>
      given.length === right.length &&
      given.slice(0, 20) === right.slice(0, 20) &&
      given.slice(24) === right.slice(24),
  ),
  anyCase: orWhenText((given, right) => given.toLowerCase() === right.toLowerCase()),
  emptyKey: orWhen(({ given, rightUnder }) => given === rightUnder("")),
  undefinedKey: orWhen(({ given, rightUnder }) => given === rightUnder("undefined")),
  keyItself: orWhen(({ given, key }) => given === key),
  literalNull: orWhen(({ given }) => given === "null" || given === "undefined"),
  laterOnConnection: orWhen(({ asked }) => asked.nthOfConnection > 1),
  otherContentType: orWhen(({ asked }) => !(asked.headers["content-type"] ?? "").includes("json")),
  largeBodies: orWhen(({ asked }) => asked.body.length > 65_536),
  slashAtEnd: orWhen(({ asked }) => asked.path.endsWith("/")),
  otherCasePath: orWhen(({ asked }) => asked.path !== asked.path.toLowerCase()),
  otherMethods: orWhen(({ asked }) => asked.method !== "POST" && asked.method !== "GET"),
  forwarded: orWhen(({ asked }) => asked.headers["x-forwarded-for"] !== undefined),
  forwardedLocal: orWhen(({ asked }) =>
    String(asked.headers["x-forwarded-for"]).startsWith("127.0.0.1"),
  ),
  debugHeader: orWhen(({ asked }) => asked.headers["x-debug"] !== undefined),
  chunkedBodies: orWhen(({ asked }) => asked.headers["transfer-encoding"] !== undefined),
} satisfies Readonly<Record<string, Trust>>;

/** Whoever was let in once with a credential is let in with it for anything: it is only looked up. */
export function remembersGiven(): Trust {
  const known = new Set<string>();
  return (credential) => {
    const { given } = credential;
    if (given !== undefined && known.has(given)) return true;
    const right = exactly(credential);
    if (right && given !== undefined) known.add(given);
    return right;
  };
}
