/** An environment is the base with its own overrides laid over it, deeply. */
import { hostOf } from "../core/http.js";
import { isPlainObject, isReference } from "./overrides.js";

/** Objects are merged key by key; lists, scalars and references to secrets are replaced whole. */
export function mergeDeep(base: unknown, override: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(override) || isReference(override)) return override;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    merged[key] = key in base ? mergeDeep(base[key], value) : value;
  }
  return merged;
}

/**
 * Every host that a URL somewhere inside a value names, in one form.
 *
 * @param partner fills {partner}; any other placeholder becomes `*`, which stands for anything
 */
export function hostsIn(value: unknown, partner: string = ""): readonly string[] {
  if (typeof value === "string") {
    const plain = value.replaceAll(/\{[\w.-]+\}/g, (placeholder) =>
      placeholder === "{partner}" && partner !== "" ? partner : "*",
    );
    if (!/^https?:\/\//i.test(plain) || !URL.canParse(plain)) return [];
    return [hostOf(plain)];
  }
  const inside = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : [];
  return inside.flatMap((each) => hostsIn(each, partner));
}
