/** A JSON text as what was written: the order of keys, keys that stand twice, numbers as text. */
import { scanJson, stringAt } from "./scan.js";

export type JsonNode =
  | { readonly kind: "object"; readonly members: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly value: string }
  /** A number, `true`, `false` or `null`, as written. */
  | { readonly kind: "literal"; readonly text: string };

interface Container {
  readonly members: [string, JsonNode][];
  readonly items: JsonNode[];
  readonly isList: boolean;
  key: string;
}

/** @returns null when the text is no JSON, or too deep */
export function readJsonTree(text: string): JsonNode | null {
  const top: Container = { members: [], items: [], isList: true, key: "" };
  const open: Container[] = [top];
  const inside = () => open.at(-1) ?? top;
  const put = (node: JsonNode) => {
    const { isList, items, members, key } = inside();
    if (isList) items.push(node);
    else members.push([key, node]);
  };
  const fault = scanJson(text, {
    open: (isList) => open.push({ members: [], items: [], isList, key: "" }),
    close: () => {
      const { isList, items, members } = open.pop() ?? top;
      put(isList ? { kind: "array", items } : { kind: "object", members });
    },
    key: (start, end) => {
      inside().key = stringAt(text, start, end);
    },
    scalar: (start, end) =>
      put(
        text[start] === '"'
          ? { kind: "string", value: stringAt(text, start, end) }
          : { kind: "literal", text: text.slice(start, end) },
      ),
  });
  return fault === null ? (top.items[0] ?? null) : null;
}
