/** Writes JSON the way one library or another would: what a server that parsed and wrote a body again has signed. */
import type { JsonNode } from "../../core/json/tree.js";

/** Where white space goes. */
export interface JsonLayout {
  readonly colon: string;
  readonly comma: string;
  /** One level's indentation; null keeps everything on one line. */
  readonly indent: string | null;
  /** Jackson leaves arrays on their line and puts spaces into brackets. */
  readonly inlineArrays?: true;
  /** Default LF. */
  readonly newline?: string;
}

export interface JsonStyle {
  readonly layout: JsonLayout;
  /** Rewrites a string as JSON.stringify wrote it, quotes included. */
  readonly escape: (quoted: string) => string;
  readonly sortKeys?: boolean;
  /** Numbers as JavaScript writes them: `10.0` becomes `10`. */
  readonly plainNumbers?: boolean;
}

export function renderJson(node: JsonNode, style: JsonStyle): string {
  return render(node, style, 0);
}

function render(node: JsonNode, style: JsonStyle, depth: number): string {
  switch (node.kind) {
    case "string":
      return style.escape(JSON.stringify(node.value));
    case "literal":
      return style.plainNumbers === true && /^[-\d]/.test(node.text)
        ? String(Number(node.text))
        : node.text;
    case "array":
      return renderArray(node.items, style, depth);
    case "object": {
      const members = style.sortKeys === true ? sorted(node.members) : node.members;
      const parts = members.map(
        ([key, value]) =>
          style.escape(JSON.stringify(key)) + style.layout.colon + render(value, style, depth + 1),
      );
      return enclose("{", "}", parts, style.layout, depth);
    }
  }
}

function renderArray(items: readonly JsonNode[], style: JsonStyle, depth: number): string {
  if (style.layout.inlineArrays !== true) {
    const parts = items.map((item) => render(item, style, depth + 1));
    return enclose("[", "]", parts, style.layout, depth);
  }
  const parts = items.map((item) => render(item, style, depth));
  return parts.length === 0 ? "[ ]" : `[ ${parts.join(", ")} ]`;
}

function enclose(
  open: string,
  close: string,
  parts: readonly string[],
  layout: JsonLayout,
  depth: number,
): string {
  if (parts.length === 0) {
    return layout.inlineArrays === true ? `${open} ${close}` : open + close;
  }
  if (layout.indent === null) return open + parts.join(layout.comma) + close;
  const newline = layout.newline ?? "\n";
  const inner = `${newline}${layout.indent.repeat(depth + 1)}`;
  const outer = `${newline}${layout.indent.repeat(depth)}`;
  return open + inner + parts.join(layout.comma + inner) + outer + close;
}

function sorted(
  members: readonly (readonly [string, JsonNode])[],
): readonly (readonly [string, JsonNode])[] {
  return [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Writes characters as `\uXXXX`. */
export function unicodeEscape(char: string, upperCase = false): string {
  const hex = char.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${upperCase ? hex.toUpperCase() : hex}`;
}
