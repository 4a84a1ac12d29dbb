/**
 * Texts with placeholders, `{usn}|{timestamp}|{key}`: how a profile says what
 * is signed and how a token is put together.
 */

const PLACEHOLDER = /\{([A-Za-z_][\w.-]*)\}/g;

/** The names of the placeholders, in order of appearance, repeats included. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

/**
 * Fills the placeholders; inserted values are never expanded again.
 *
 * @param valueOf undefined for an unknown name, which then stays as written
 */
export function renderTemplate(
  template: string,
  valueOf: (name: string) => string | undefined,
): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => valueOf(name) ?? whole);
}

/** A template in parts: literals and placeholders alternate, starting and ending with a literal. */
export interface TemplateParts {
  readonly literals: readonly string[];
  readonly names: readonly string[];
}

export function templateParts(template: string): TemplateParts {
  const literals: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    literals.push(template.slice(from, match.index));
    names.push(match[1] ?? "");
    from = match.index + match[0].length;
  }
  literals.push(template.slice(from));
  return { literals, names };
}
