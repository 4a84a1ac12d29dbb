/** HTML in which whatever is put into a template is escaped, unless it is HTML already. */
import { printable } from "../printable.js";

export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | null | false | readonly Part[];

/** Tagged template: `null` and `false` are nothing, lists are joined. Every attribute must be quoted. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const html = literals
    .map((literal, index) => literal + renderPart(parts[index] ?? null))
    .join("");
  return { html };
}

function renderPart(part: Part): string {
  if (part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  if (isMarkup(part)) return part.html;
  return part.map(renderPart).join("");
}

function isMarkup(part: Markup | readonly Part[]): part is Markup {
  return "html" in part;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
