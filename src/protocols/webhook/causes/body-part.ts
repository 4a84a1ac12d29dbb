/** Only a part of the body was signed, the body was signed inside an envelope, or as another language prints it. */
import { type JsonNode, readJsonTree } from "../../../core/json/tree.js";
import { renderJson } from "../library-json.js";
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import { edits, type BodyCause } from "./body-edits.js";
import { LAYOUTS } from "./json-writers.js";
import type { Guess } from "./cause.js";

/** Larger bodies have too many parts to write each. */
const LARGEST_TAKEN_APART = 256 * 1024;
const MOST_PARTS = 64;
const DEEPEST = 4;

export const PART_CAUSES: readonly BodyCause[] = [
  {
    id: "body-part-signed",
    remedy: "Sign the whole raw body, not a part of it that was parsed.",
    guesses: parts,
  },
  {
    id: "body-beginning-signed",
    remedy: "Sign the whole body: read the stream to its end first, not its first chunk.",
    guesses: (body) =>
      edits(
        body,
        CHUNK_BYTES.filter((bytes) => bytes < body.length).map((bytes) => body.subarray(0, bytes)),
        {
          message: "Only the beginning of the body was signed: a buffer's or a chunk's length.",
          senderSigned: "so many bytes as fit into one buffer",
          receiverHas: "the whole body",
        },
      ),
  },
  {
    id: "body-members-differ",
    remedy:
      "Sign and verify the raw body: a class that the JSON is read into drops what it does not know, and adds what is empty.",
    guesses: function* (body) {
      const node = treeOf(body);
      if (node === null) return;
      for (const { name, value } of otherMembers(node))
        yield* edits(body, textsOf(value).slice(0, USUAL_LAYOUTS), {
          message: `The JSON was read into a class and written again: what was signed is the same ${name}.`,
          senderSigned: `the same JSON ${name}`,
          receiverHas: "the JSON as it is here",
        });
    },
  },
  {
    id: "body-wrapped-before-signing",
    remedy: "Sign exactly the bytes that are sent, without an envelope around them.",
    guesses: (body) =>
      edits(body, wrapped(body), {
        message: "The body was signed inside an envelope or a list that is not in what came.",
        senderSigned: "the same JSON with another object or list around it",
        receiverHas: "the JSON alone",
      }),
  },
  {
    id: "body-printed-before-signing",
    remedy: "Sign the JSON text that is sent, not what the language prints of the parsed object.",
    guesses: (body) => {
      const node = treeOf(body);
      if (node === null) return [];
      const texts = PRINTERS.map((style) => Buffer.from(print(node, style)));
      return edits(body, texts, {
        message: "What was signed is the parsed object as a language prints it, not JSON.",
        senderSigned: "the printed object, such as {'events': […]} or {events=[…]}",
        receiverHas: "the JSON",
      });
    },
  },
];

/** Usual lengths of buffers and chunks. */
const CHUNK_BYTES = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072];
/** Compact, and with spaces. */
const USUAL_LAYOUTS = 2;
const MOST_NAMES = 24;

/** Members that PlayCamp may leave out, as a class with defaults writes them. */
const OPTIONAL: readonly (readonly [beside: string, name: string, text: string])[] = [
  ["event", "callbackId", "null"],
  ["event", "isTest", "false"],
  ["event", "isTest", "null"],
  ["userId", "campaignId", "null"],
  ["userId", "creatorKey", "null"],
];

/** The same value without members of one name, or with an empty one more. */
function* otherMembers(node: JsonNode): Generator<{ name: string; value: JsonNode }> {
  const names = new Set<string>();
  inObjects(node, (members) => {
    members.forEach(([name]) => names.add(name));
    return members;
  });
  for (const name of [...names].slice(0, MOST_NAMES))
    yield {
      name: `without ${JSON.stringify(name)}`,
      value: inObjects(node, (members) => members.filter(([each]) => each !== name)),
    };
  for (const [beside, name, text] of OPTIONAL.filter((each) => !names.has(each[1])))
    for (let at = 0; at <= MOST_NAMES && at <= names.size; at += 1)
      yield {
        name: `with ${JSON.stringify(name)}: ${text}`,
        value: inObjects(node, (members) =>
          members.some(([each]) => each === beside)
            ? members.toSpliced(at, 0, [name, { kind: "literal", text }])
            : members,
        ),
      };
}

type Members = Extract<JsonNode, { kind: "object" }>["members"];

function inObjects(node: JsonNode, change: (members: Members) => Members): JsonNode {
  const inner = (each: JsonNode) => inObjects(each, change);
  if (node.kind === "array") return { kind: "array", items: node.items.map(inner) };
  if (node.kind !== "object") return node;
  const members = node.members.map(([name, value]) => [name, inner(value)] as const);
  return { kind: "object", members: change(members) };
}

function treeOf(body: Buffer): JsonNode | null {
  if (body.length > LARGEST_TAKEN_APART) return null;
  const text = decodeUtf8(body);
  return text === null ? null : readJsonTree(text);
}

function* parts(body: Buffer): Generator<Guess<Buffer>> {
  const node = treeOf(body);
  if (node === null) return;
  let count = 0;
  for (const [path, part] of partsOf(node, "", DEEPEST)) {
    count += 1;
    if (count > MOST_PARTS) return;
    yield* edits(body, textsOf(part), {
      message: `Only a part of the body was signed: the value of ${path}.`,
      senderSigned: `the value of ${path} alone`,
      receiverHas: "the whole body",
    });
  }
}

function* partsOf(node: JsonNode, path: string, depth: number): Generator<[string, JsonNode]> {
  if (depth === 0) return;
  const inner: readonly (readonly [string, JsonNode])[] =
    node.kind === "object"
      ? node.members.map(([key, value]) => [path === "" ? key : `${path}.${key}`, value])
      : node.kind === "array"
        ? node.items.map((item, at) => [`${path}[${at}]`, item])
        : [];
  yield* inner.map(([name, value]): [string, JsonNode] => [JSON.stringify(name), value]);
  for (const [name, value] of inner) yield* partsOf(value, name, depth - 1);
}

function textsOf(node: JsonNode): readonly Buffer[] {
  if (node.kind === "string")
    return [node.value, JSON.stringify(node.value)].map((text) => Buffer.from(text));
  if (node.kind === "literal") return [Buffer.from(node.text)];
  return LAYOUTS.map(({ value: layout }) =>
    Buffer.from(renderJson(node, { layout, escape: (each) => each })),
  );
}

function wrapped(body: Buffer): readonly Buffer[] {
  const text = body.length > LARGEST_TAKEN_APART ? null : decodeUtf8(body);
  if (text === null || !/^\s*[{[]/.test(text)) return [];
  return ["payload", "data", "body", "events", "event", "message"]
    .flatMap((name) => [
      `{"${name}":${text}}`,
      `{"${name}": ${text}}`,
      `{"${name}":${JSON.stringify(text)}}`,
    ])
    .concat(`[${text}]`)
    .map((each) => Buffer.from(each));
}

interface Printer {
  readonly open: readonly [object: string, list: string];
  readonly close: readonly [object: string, list: string];
  readonly joint: string;
  readonly comma: string;
  readonly quote: (text: string) => string;
  /** Of keys, where they are not written like values. */
  readonly key?: (text: string) => string;
  readonly words: Readonly<Record<string, string>>;
}

const bare = (text: string) => text;
const single = (text: string) =>
  text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'").replace(/\n/g, "\\n")}'`;

const PRINTERS: readonly Printer[] = [
  // Python's str(dict)
  {
    open: ["{", "["],
    close: ["}", "]"],
    joint: ": ",
    comma: ", ",
    quote: single,
    words: { true: "True", false: "False", null: "None" },
  },
  // Java's Map.toString
  { open: ["{", "["], close: ["}", "]"], joint: "=", comma: ", ", quote: bare, words: {} },
  // Go's fmt.Sprint
  {
    open: ["map[", "["],
    close: ["]", "]"],
    joint: ":",
    comma: " ",
    quote: bare,
    words: { null: "<nil>" },
  },
  // Ruby's Hash#inspect, before 3.4 and since
  {
    open: ["{", "["],
    close: ["}", "]"],
    joint: "=>",
    comma: ", ",
    quote: JSON.stringify,
    words: { null: "nil" },
  },
  {
    open: ["{", "["],
    close: ["}", "]"],
    joint: " => ",
    comma: ", ",
    quote: JSON.stringify,
    words: { null: "nil" },
  },
  // JavaScript objects, as people and consoles write them
  {
    open: ["{", "["],
    close: ["}", "]"],
    joint: ": ",
    comma: ", ",
    quote: single,
    key: bare,
    words: {},
  },
  { open: ["{", "["], close: ["}", "]"], joint: ":", comma: ",", quote: bare, words: {} },
];

function print(node: JsonNode, style: Printer): string {
  switch (node.kind) {
    case "string":
      return style.quote(node.value);
    case "literal":
      return style.words[node.text] ?? node.text;
    case "array":
      return (
        style.open[1] +
        node.items.map((item) => print(item, style)).join(style.comma) +
        style.close[1]
      );
    case "object": {
      const key = style.key ?? style.quote;
      const members = node.members.map(
        ([name, value]) => key(name) + style.joint + print(value, style),
      );
      return style.open[0] + members.join(style.comma) + style.close[0];
    }
  }
}
