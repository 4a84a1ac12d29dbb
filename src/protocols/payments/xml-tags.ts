/** The tags of an XML text, in order. Looks at each character once, whatever the text. */

export interface XmlTag {
  readonly name: string;
  readonly kind: "start" | "end" | "empty";
}

/** What holds no element, whatever stands in it. */
const APART: readonly (readonly [start: string, end: string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
];

/** A tag that does not end counts as one that starts. */
export function* xmlTags(text: string): Generator<XmlTag> {
  let at = text.indexOf("<");
  while (at !== -1) {
    const apart = APART.find(([start]) => text.startsWith(start, at));
    if (apart !== undefined) {
      const end = text.indexOf(apart[1], at + apart[0].length);
      if (end === -1) return;
      at = text.indexOf("<", end);
      continue;
    }
    const isEnd = text.charAt(at + 1) === "/";
    const nameAt = at + (isEnd ? 2 : 1);
    const nameEnd = nameEndFrom(text, nameAt);
    const close = closeFrom(text, nameEnd);
    const name = text.slice(nameAt, nameEnd);
    const isEmpty = text.charAt(close) === ">" && text.charAt(close - 1) === "/";
    if (name !== "") yield { name, kind: isEnd ? "end" : isEmpty ? "empty" : "start" };
    at = text.indexOf("<", close);
  }
}

const AFTER_NAME = /[\s<>/!?]/;

function nameEndFrom(text: string, from: number): number {
  let at = from;
  while (at < text.length && !AFTER_NAME.test(text.charAt(at))) at += 1;
  return at;
}

/** @returns where the tag's `>` stands, or a `<` that comes before it, or the text's end */
function closeFrom(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === ">" || character === "<") return at;
    if (character !== '"' && character !== "'") continue;
    const end = text.indexOf(character, at + 1);
    if (end === -1) return text.length;
    at = end;
  }
  return text.length;
}
