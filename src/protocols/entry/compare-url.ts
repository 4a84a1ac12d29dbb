/** Compares the whole URL of an entry with the agreed one: a token can be right on a page that is not. */
import { urlPart } from "../../core/url-part.js";
import { trimEndOf } from "../../core/trim-end.js";
import { renderTemplate } from "../signing/template.js";
import { proved, type EntryFinding } from "./finding.js";
import type { EntryRecipe } from "./recipe.js";

/** @returns what differs, each proved by comparison; nothing for a query or a bare token */
export function urlFindings(recipe: EntryRecipe, input: string): readonly EntryFinding[] {
  const found = /^[a-z][a-z0-9+.-]*:\/\//i.test(input) ? urlOf(input) : null;
  const agreed = urlOf(
    renderTemplate(recipe.url, (name) =>
      name === "partner" ? urlPart(recipe.partner) : undefined,
    ),
  );
  if (found === null || agreed === null) return [];
  const parts: readonly (readonly [what: string, expected: string, actual: string])[] = [
    ["scheme", agreed.protocol.replace(":", ""), found.protocol.replace(":", "")],
    ["host", agreed.hostname, found.hostname],
    ["port", agreed.port, found.port],
    ["path", agreed.pathname, found.pathname],
  ];
  return parts.flatMap(([what, expected, actual]) => {
    if (expected === actual || (what === "port" && agreed.protocol !== found.protocol)) return [];
    return [
      proved(
        "url",
        `url_${what}`,
        messageOf(recipe, what, expected, actual),
        "Send the player to the agreed URL, or correct entry.url and partner.",
        { expected, found: actual },
      ),
    ];
  });
}

function messageOf(recipe: EntryRecipe, what: string, expected: string, actual: string): string {
  if (what === "path") {
    const [before = "", after = ""] = pathOf(recipe.url).split("{partner}");
    const other = actual.slice(before.length, actual.length - after.length);
    const isOther =
      recipe.url.includes("{partner}") &&
      actual.startsWith(before) &&
      actual.endsWith(after) &&
      !other.includes("/") &&
      other !== "";
    if (isOther)
      return `The path is another partner's: it names "${other}", and this profile is of "${recipe.partner}".`;
    if (trimEndOf(actual, "/") === trimEndOf(expected, "/"))
      return "The path differs in a slash at its end; a gateway may redirect it or refuse it.";
  }
  return `The ${what} "${actual}" is not that of the profile, "${expected}".`;
}

/** Of the template, whose placeholder a URL parser would escape. */
function pathOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*([^?#]*)/i.exec(url)?.[1] ?? "";
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
