/** The body parsed and written again: the texts that JSON libraries give the same value. */
import { createHash } from "node:crypto";
import { type JsonNode, readJsonTree } from "../../../core/json/tree.js";
import { type JsonStyle, renderJson } from "../library-json.js";
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import type { Guess } from "./cause.js";
import { CHANGES } from "./json-changes.js";
import { ORDERS } from "./json-orders.js";
import { COMPACT, ESCAPES, LAYOUTS, type Named } from "./json-writers.js";

/** Above this, reading and writing the body takes longer than anybody waits. */
const LARGEST_REWRITTEN = 4 * 1024 * 1024;
/** Above this, only the usual styles are tried. */
const LARGEST_IN_EVERY_STYLE = 64 * 1024;
/** How many layouts and escapes are usual: the first ones. */
const USUAL = 4;

/** The layouts and orders that are usual, cheap to try. @returns nothing for a body that is no JSON */
export function usualReserialisations(body: Buffer): Generator<Guess<Buffer>> {
  return writings(body, true);
}

/** Every style, which takes a while. @returns nothing for a body that is no JSON */
export function reserialisations(body: Buffer): Generator<Guess<Buffer>> {
  return writings(body, false);
}

function* writings(body: Buffer, isUsual: boolean): Generator<Guess<Buffer>> {
  const isLarge = body.length > LARGEST_IN_EVERY_STYLE;
  const node = isUsual && isLarge ? null : treeOf(body);
  if (node === null) return;
  const seen = new Set([fingerprint(body.toString("utf8"))]);
  const escapes = isUsual || isLarge ? ESCAPES.slice(0, isUsual ? 1 : USUAL) : escapesOf(node);
  const layouts = LAYOUTS.slice(0, isUsual || isLarge ? USUAL : undefined);
  for (const { name, value, changes } of changedNodes(node)) {
    if (isUsual && changes > 1) return;
    // Several changes at once are unlikely: the usual styles do.
    const fewer = changes > 1 || (isLarge && changes > 0) ? 2 : undefined;
    for (const layout of layouts.slice(0, fewer)) {
      for (const escape of escapes.slice(0, fewer === undefined ? undefined : USUAL)) {
        const written = renderJson(value, { layout: layout.value, escape: escape.value });
        for (const end of isUsual ? [""] : ["", "\n"]) {
          const print = fingerprint(written + end);
          if (seen.has(print)) continue;
          seen.add(print);
          const style = [layout.name, escape.name, name].filter((each) => each !== "").join(", ");
          yield {
            value: Buffer.from(written + end),
            message: `The JSON was parsed and written again: same content, other bytes. What was signed is ${style}.`,
            senderSigned: `the same JSON ${style}${end === "" ? "" : ", with a newline at the end"}`,
            receiverHas: "the JSON written in another way",
          };
        }
      }
    }
  }
}

function treeOf(body: Buffer): JsonNode | null {
  const text = body.length > LARGEST_REWRITTEN ? null : decodeUtf8(body);
  return text === null ? null : readJsonTree(text.replace(/^\uFEFF/, ""));
}

const plainly = (node: JsonNode, escape: JsonStyle["escape"] = (quoted) => quoted) =>
  renderJson(node, { layout: COMPACT, escape });

/** Styles that change nothing in this text are left out, and those that change the same. */
function escapesOf(node: JsonNode): readonly Named<JsonStyle["escape"]>[] {
  const distinct = new Map(ESCAPES.toReversed().map((each) => [plainly(node, each.value), each]));
  return [...distinct.values()].toReversed();
}

interface ChangedNode extends Named<JsonNode> {
  readonly changes: number;
}

/** The value as it is, then in another order, changed, and both; made when it is asked for. */
function* changedNodes(node: JsonNode): Generator<ChangedNode> {
  const seen = new Set<string>();
  for (const most of [0, 1, 2]) {
    for (const [at, change] of CHANGES.entries()) {
      const changed = Math.min(at, 1) > most ? null : change.value(node);
      if (changed === null || (at > 0 && plainly(changed) === plainly(node))) continue;
      for (const [nth, order] of ORDERS.entries()) {
        if (Math.min(at, 1) + Math.min(nth, 1) !== most) continue;
        const value = order.value(changed);
        const print = fingerprint(plainly(value));
        if (seen.has(print)) continue;
        seen.add(print);
        const name = [order.name, change.name].filter((each) => each !== "").join(", ");
        yield { name, value, changes: most };
      }
    }
  }
}

/** Texts are compared by it: keeping them all would fill the memory. */
function fingerprint(text: string): string {
  return createHash("sha1").update(text).digest("base64");
}

/**
 * The texts with line breaks that give this one once the line breaks are out:
 * in a layout that libraries write, and where the indentation of a hand-made one
 * shows the breaks.
 */
export function unwrappedLines(body: Buffer): readonly Buffer[] {
  const node = treeOf(body);
  const text = body.toString("utf8");
  if (node === null || /[\r\n]/.test(text)) return [];
  if (!/ {2}|\t/.test(text)) return [];
  const escapes =
    body.length > LARGEST_IN_EVERY_STYLE ? ESCAPES.slice(0, 1) : escapesOf(node).slice(0, USUAL);
  const written = LAYOUTS.filter(({ value }) => value.indent !== null)
    .flatMap(({ value: layout }) =>
      escapes.map((escape) => renderJson(node, { layout, escape: escape.value })),
    )
    .filter((each) => each.includes("\n") && each.replace(/[\r\n]/g, "") === text);
  const indented = text.replace(/(?<! ) {2,}(?=["{}[\]\d-])/g, "\n$&");
  const dedented = indented.replace(
    /(?<![}\]])[}\]]+$/,
    (ends) => `\n${Array.from(ends).join("\n")}`,
  );
  const closed = indented.replace(/(?<=[}\]\d"el])([}\]])$/, "\n$1");
  const byHand = indented === text ? [] : [indented, closed, dedented];
  return [...new Set([...written, ...byHand])].flatMap((each) =>
    [each, each.replace(/\n/g, "\r\n")].flatMap((lines) =>
      [lines, `${lines}\n`, `${lines}\r\n`].map((ended) => Buffer.from(ended)),
    ),
  );
}
