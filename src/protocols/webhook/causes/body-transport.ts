/** The body in hand is the signed body in an encoding of its transport, or in an envelope. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { joinChunks } from "../../../core/join-chunks.js";
import { unzstd } from "../../../core/zstd.js";
import { edits, type BodyCause } from "./body-edits.js";
import { fromHexText } from "./body-hex.js";

/** What a bomb would unpack to is nobody's delivery. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

/** Looks at no more of a body to tell what it is. */
const LOOK = 256;

export const TRANSPORT_CAUSES: readonly BodyCause[] = [
  {
    id: "body-base64",
    remedy:
      "Decode the body before verifying: API Gateway and Lambda say isBase64Encoded: true where they encoded it.",
    guesses: (body) =>
      edits(body, fromBase64(body), {
        message: "The body here is the Base64 of the body that was signed.",
        senderSigned: "the body itself",
        receiverHas: "its Base64 text (Lambda's isBase64Encoded), not decoded",
      }),
  },
  {
    id: "body-hex",
    remedy: "Decode the hex, or keep the bytes themselves.",
    guesses: (body) =>
      edits(body, fromHexText(body), {
        message:
          "The body here is the hex text, or a list of the bytes, of the body that was signed.",
        senderSigned: "the body itself",
        receiverHas: "its bytes written as hex or as numbers",
      }),
  },
  {
    id: "body-compressed",
    remedy:
      "Verify the body after decompressing it, as Content-Encoding says, and before anything parses it; or have the sender sign what it sends.",
    guesses: function* (body) {
      for (const [name, unpack] of UNPACKERS) {
        yield* edits(body, [unpacked(body, unpack)], {
          message: `The body here is compressed (${name}); the plain body was signed.`,
          senderSigned: "the body before it was compressed",
          receiverHas: `the ${name} bytes, not decompressed`,
        });
      }
    },
  },
  {
    id: "body-chunked",
    remedy: "Join the chunks: their sizes belong to the connection, not to the body.",
    guesses: (body) =>
      edits(body, [/^[0-9a-f]{1,8}[ \t;\r\n]/i.test(head(body)) ? joinChunks(body) : null], {
        message: "The body here still has its chunk framing; the body without it was signed.",
        senderSigned: "the body itself",
        receiverHas: "the chunks with their sizes, as a dump of the connection shows them",
      }),
  },
  {
    id: "body-multipart",
    remedy: "Verify the content of the part, or send the JSON as the body itself.",
    guesses: (body) =>
      edits(body, multipartContents(body), {
        message: "The body here is multipart; the content of one of its parts was signed.",
        senderSigned: "the JSON alone",
        receiverHas: "the multipart text around it",
      }),
  },
  {
    id: "body-in-envelope",
    remedy: "Take the inner text out, as it is, and verify that.",
    guesses: (body) =>
      edits(body, enveloped(body), {
        message: "The body here is an envelope; a text inside it was signed.",
        senderSigned: "the text of one of its members",
        receiverHas: "the JSON around it, as a queue or a Lambda event has it",
      }),
  },
];

function head(body: Buffer): string {
  return body.toString("latin1", 0, LOOK);
}

function fromBase64(body: Buffer): readonly (Buffer | null)[] {
  if (!/^\s*["']?(?:data:[^,]{0,80},)?[A-Za-z0-9+/_-]{8}/.test(head(body))) return [];
  const text = body
    .toString("latin1")
    .trim()
    .replace(/^(["'])(.*)\1$/s, "$2")
    .replace(/^data:[^,]*,/, "")
    .replace(/[\r\n]+/g, "");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return [];
  return [Buffer.from(text, "base64")];
}

type Unpack = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const UNPACKERS: readonly (readonly [name: string, unpack: Unpack])[] = [
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
  ["raw deflate", inflateRawSync],
  ["br", brotliDecompressSync],
  ["zstd", (body, { maxOutputLength }) => unzstd(body, maxOutputLength)],
];

function unpacked(body: Buffer, unpack: Unpack): Buffer | null {
  if (/^\s*[{["]/.test(head(body))) return null;
  try {
    const bytes = unpack(body, { maxOutputLength: MOST_UNPACKED_BYTES });
    return bytes.length === 0 ? null : bytes;
  } catch {
    return null;
  }
}

function multipartContents(body: Buffer): readonly Buffer[] {
  const mark = /^\s*--([^\s]{1,200}?)(?:--)?\r?\n/.exec(head(body))?.[1];
  if (mark === undefined) return [];
  return body
    .toString("latin1")
    .split(`--${mark}`)
    .flatMap((part) => {
      const blank = /\r?\n\r?\n/.exec(part);
      if (blank === null) return [];
      const content = part.slice(blank.index + blank[0].length);
      return [content.replace(/\r?\n$/, ""), content];
    })
    .map((content) => Buffer.from(content, "latin1"));
}

const MOST_MEMBERS = 64;

function enveloped(body: Buffer): readonly Buffer[] {
  if (!/^\s*\{/.test(head(body))) return [];
  try {
    return textsIn(JSON.parse(body.toString("utf8")), 2)
      .filter(isBodyLike)
      .flatMap((text) => [
        Buffer.from(text),
        ...fromBase64(Buffer.from(text)).filter((each) => each !== null),
      ]);
  } catch {
    return [];
  }
}

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") return value.length > 1 ? [value] : [];
  if (depth < 0 || typeof value !== "object" || value === null) return [];
  const members = Object.entries(value).slice(0, MOST_MEMBERS);
  // A form parser takes a whole JSON body for a field's name.
  const names = Array.isArray(value) ? [] : members.map(([name]) => name).filter(isBodyLike);
  return [...names, ...members.flatMap(([, each]) => textsIn(each, depth - 1))];
}

/** JSON, or what may be its Base64 or percent-encoding; other texts are no body that had an envelope. */
function isBodyLike(text: string): boolean {
  return /^\s*[{["]/.test(text) || /^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(text);
}
