/** Damage that a token takes on its way, undone: which repair is the right one is for recomputation to say. */
import { findJsonError } from "../../core/json/fault.js";
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import { orderedSelections } from "./candidates/messages.js";
import { plusFinding } from "./candidates/readings.js";
import { proved, type EntryFinding } from "./finding.js";

export interface TokenRepair {
  readonly token: string;
  readonly finding: EntryFinding;
}

/** Longer texts are no tokens, and trying every cut of them would take long. */
const LONGEST_CUT = 1024;

/**
 * All repairs that change the token, likely ones first; the cuts are many.
 *
 * @param template the agreed one, such as `{usn}|{timestamp}|{signature}`
 */
export function* tokenRepairs(found: string, template: string): Generator<TokenRepair> {
  for (const token of decodings(found)) {
    yield {
      token,
      finding: proved(
        "url",
        "url_encoded_twice",
        "The token is URL-encoded once more than it should be.",
        "URL-encode the token once; a URL builder that encodes must get it unencoded.",
        { expected: token, found },
      ),
    };
  }
  if (found.includes(" ")) {
    const token = found.replaceAll(" ", "+");
    yield { token, finding: plusFinding({ expected: token, found }) };
  }
  if (found.trim() !== found) {
    yield {
      token: found.trim(),
      finding: proved(
        "token",
        "token_whitespace",
        "The token has whitespace around it.",
        "Trim the token.",
        { expected: found.trim(), found },
      ),
    };
  }
  if (/\s/.test(found)) {
    const token = found.replace(/\s+/g, "");
    yield {
      token,
      finding: proved(
        "token",
        "token_whitespace",
        "The token has whitespace in it.",
        "Put the token together without spaces or line breaks.",
        { expected: token, found },
      ),
    };
  }
  if (/^[A-Za-z0-9+/_-]{24,}={0,2}$/.test(found)) {
    const token = Buffer.from(found, "base64").toString("utf8");
    yield {
      token,
      finding: proved(
        "token",
        "token_base64",
        "The whole token was encoded in Base64.",
        "Send the token as it is, URL-encoded once.",
        { expected: token, found },
      ),
    };
  }
  const quoted = /^(["'`])(.*)\1$/s.exec(found.trim())?.[2];
  if (quoted !== undefined) {
    const fix = "Put the token into the URL without quotes.";
    yield {
      token: quoted,
      finding: proved("token", "token_quoted", "The token stands in quotes.", fix, {
        expected: quoted,
        found,
      }),
    };
  }
  for (const token of fromJson(found, template)) {
    const message = `The token is JSON; agreed is ${template}.`;
    yield {
      token,
      finding: proved("token", "token_json", message, `Put the token together as ${template}.`, {
        expected: token,
        found,
      }),
    };
  }
  yield* cuts(found);
}

/** More values make too many orders. */
const MOST_JSON_VALUES = 5;

/** The values of a JSON object or list in the agreed form, in every order: their names may be any. */
function fromJson(found: string, template: string): readonly string[] {
  if (!/^\s*[[{]/.test(found) || found.length > LONGEST_CUT || findJsonError(found) !== null)
    return [];
  const values = Object.values(JSON.parse(found) as object).map(String);
  if (values.length > MOST_JSON_VALUES) return [];
  const { length } = placeholdersOf(template);
  return orderedSelections(values)
    .filter((order) => order.length === length)
    .map((order) => {
      const left = [...order];
      return renderTemplate(template, () => left.shift());
    });
}

function decodings(found: string): readonly string[] {
  const texts: string[] = [];
  let text = found;
  for (let round = 0; round < 2 && /%[0-9a-f]{2}/i.test(text); round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      break;
    }
    texts.push(text);
  }
  return texts;
}

function* cuts(found: string): Generator<TokenRepair> {
  if (found.length > LONGEST_CUT) return;
  for (let cut = 1; cut < found.length; cut += 1) {
    const head = found.slice(0, -cut);
    yield {
      token: head,
      finding: extraText("trailing_garbage", "after", head, found),
    };
    const tail = found.slice(cut);
    yield {
      token: tail,
      finding: extraText("leading_garbage", "before", tail, found),
    };
  }
}

function extraText(cause: string, where: string, expected: string, found: string): EntryFinding {
  const count = found.length - expected.length;
  const what = count === 1 ? "1 character stands" : `${count} characters stand`;
  return proved(
    "token",
    cause,
    `${what} ${where} an otherwise right token.`,
    "Send the token alone, exactly as it was made.",
    { expected, found },
  );
}
