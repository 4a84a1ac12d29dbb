/**
 * Numbers, `true`, `false` and `null` of JSON that are taken out: the mark in their
 * place stands in quotes, and in place of all of it, so that the text stays JSON.
 */
import { jsonLeaves } from "../json/leaves.js";

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The bare values of a JSON text, or of lines of JSON, that these stretches touch.
 *
 * @param text bytes as Latin-1
 * @returns each once, in order
 */
export function bareValuesAt(text: string, stretches: readonly Stretch[]): readonly Stretch[] {
  const wanted = stretches.filter(({ start, end }) => BARE.test(text.slice(start, end)));
  if (wanted.length === 0 || !/^\s*[[{\d-]/.test(text)) return [];
  return bareLeaves(text).filter((leaf) =>
    wanted.some(({ start, end }) => start < leaf.end && end > leaf.start),
  );
}

const BARE = /^(?:[-+.\deE]{1,400}|true|false|null)$/;

function bareLeaves(text: string): readonly Stretch[] {
  const { leaves, whole } = jsonLeaves(text);
  const isLines = !whole && text.includes("\n") && jsonLeaves(firstLine(text)).whole;
  if (!isLines) return leaves.filter(({ quoted }) => !quoted);
  let offset = 0;
  return text.split("\n").flatMap((line) => {
    const at = offset;
    offset += line.length + 1;
    return jsonLeaves(line)
      .leaves.filter(({ quoted }) => !quoted)
      .map(({ start, end }) => ({ start: at + start, end: at + end }));
  });
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf("\n"));
}
