/** Findings about the form of an entry: the query, the token's place and its parts. */
import { decodeEucKr } from "../../core/euc-kr.js";
import { percentBytes } from "../../core/percent-bytes.js";
import { nearestWord } from "../../core/suggest.js";
import { templateParts } from "../signing/template.js";
import { proved, type EntryFinding } from "./finding.js";
import type { EntryRecipe } from "./recipe.js";
import type { EntryRequest, EntryRequestProblem } from "./request.js";

export function requestProblemFinding(problem: EntryRequestProblem): EntryFinding {
  const seen = problem.reason === "encoding_malformed" ? charsetNote(problem.found) : "";
  const message = `${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}.${seen}`;
  const fix =
    problem.reason === "encoding_malformed"
      ? "URL-encode each value as UTF-8; a `%` itself becomes `%25`."
      : "Send each parameter once.";
  return proved("url", problem.reason, message, fix, { found: problem.found });
}

const DIGEST_SIZES = [16, 20, 32, 64];

/** What the bytes of the escapes may be instead of UTF-8; seen, not proved. */
function charsetNote(pair: string): string {
  const value = pair.slice(pair.indexOf("=") + 1);
  const bytes = percentBytes(value, " ");
  const last = bytes.subarray(bytes.lastIndexOf("|") + 1);
  if (DIGEST_SIZES.includes(last.length) && last.length < bytes.length)
    return ` After the last separator stand ${last.length} bytes: it looks like the raw bytes of the digest, not hex.`;
  const korean = decodeEucKr(bytes, "\uFFFD");
  return /[가-힣]/.test(korean) && !korean.includes("\uFFFD")
    ? ` Read as EUC-KR (CP949) the bytes are the text "${korean}": it looks encoded in EUC-KR.`
    : "";
}

/** @param isRight whether this text would be a correctly signed token */
export function missingTokenFinding(
  recipe: EntryRecipe,
  request: EntryRequest,
  isRight: (token: string) => boolean,
): EntryFinding {
  const agreed = recipe.params.token;
  const elsewhere = [...request.params].find(([name, text]) => name !== agreed && isRight(text));
  if (elsewhere !== undefined) {
    const [name] = elsewhere;
    return proved(
      "token",
      "token_under_other_name",
      `The token stands in the parameter "${name}"; agreed is "${agreed}".`,
      `Send it as "${agreed}", or change entry.params.token.`,
      { expected: agreed, found: name },
    );
  }
  const empty = request.token === "";
  const near = empty ? null : nearestWord(agreed, request.params.keys());
  return proved(
    "token",
    empty ? "token_empty" : "token_missing",
    `The parameter "${agreed}", which holds the token, is ${empty ? "empty" : "missing"}.`,
    near === null
      ? `Add ${agreed}= and the token.`
      : `Add ${agreed}= and the token. Did "${near}" mean it?`,
    { expected: agreed },
  );
}

/** What a program writes where it has no token. */
const NO_TOKEN =
  /^(?:undefined|null|None|nil|NaN|\[object \w+\]|false|true|Array|\{+[^{}":,]*\}+|%s|\$\{.*)$/;

export function tokenPartsFinding(recipe: EntryRecipe, token: string): EntryFinding {
  if (NO_TOKEN.test(token.trim()))
    return proved(
      "token",
      "token_not_made",
      `The token is the text ${JSON.stringify(token.slice(0, 40))}: the program had no token to put there, or none as text.`,
      "Make the token before the URL is built, and refuse to build it without.",
      { expected: recipe.signature.token, found: token },
    );
  const template = recipe.signature.token;
  const { literals, names } = templateParts(template);
  const separators = new Set(literals.slice(1, -1));
  const [separator] = separators;
  const fix = `Put the token together as ${template}; no value may contain what separates the parts.`;
  if (separators.size === 1 && separator !== undefined && separator !== "") {
    const found = token.split(separator).length;
    if (found !== names.length) {
      return proved(
        "token",
        "token_part_count",
        `The token has ${found} ${found === 1 ? "part" : "parts"}, split at "${separator}"; agreed are ${names.length}.`,
        fix,
        { expected: template, found: token },
      );
    }
  }
  const message = `The token has not the form ${template}.`;
  return proved("token", "token_form", message, fix, {
    expected: template,
    found: token,
  });
}
