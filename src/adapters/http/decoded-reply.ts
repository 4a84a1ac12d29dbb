/**
 * Replies in the form that their sender compressed them from. A request that
 * names no `Accept-Encoding` leaves the server free to choose one, so a
 * compressed reply is a right reply, and is read like any other.
 */
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import {
  headerValue,
  type Http,
  type HttpOutcome,
  type HttpReply,
  KEPT_REPLY_BYTES,
  type RaceHttp,
  withoutHeader,
} from "../../core/http.js";
import { unzstd } from "../../core/zstd.js";

export function decodingHttp(http: Http): Http {
  return async (request, signal) => unpacked(await http(request, signal), request.maxReplyBytes);
}

export function decodingRace(race: RaceHttp): RaceHttp {
  return async (requests, signal) => {
    const raced = await race(requests, signal);
    return {
      ...raced,
      outcomes: await Promise.all(raced.outcomes.map(async (each) => unpacked(each, undefined))),
    };
  };
}

/** @returns at once what there is nothing to do to: another asynchronous call is a cost to each reply of a load */
export function unpacked(
  outcome: HttpOutcome,
  mostBytes: number | undefined,
): HttpOutcome | Promise<HttpOutcome> {
  const { reply } = outcome;
  const isPacked = reply !== null && headerValue(reply.headers, "content-encoding") !== null;
  return isPacked ? decoded(outcome, mostBytes) : outcome;
}

async function decoded(outcome: HttpOutcome, mostBytes = KEPT_REPLY_BYTES): Promise<HttpOutcome> {
  if (outcome.reply === null) return outcome;
  const codings = codingsOf(outcome.reply);
  if (codings.length === 0 || outcome.reply.body.length === 0) return outcome;
  const { reply } = outcome;
  const isWhole = reply.bodyBytes === reply.body.length;
  const whole = isWhole ? await undo(reply.body, codings, mostBytes, {}) : null;
  const body = whole ?? (await undo(reply.body, codings, mostBytes, PARTLY));
  if (body === null) return outcome;
  const cut = isWhole && whole === null ? { isCutShort: true as const } : {};
  // Of a body that was not kept whole, no more is known than that it goes on.
  const bodyBytes = body.length + Math.max(0, reply.bodyBytes - reply.body.length);
  const headers = withoutHeader(reply.headers, "content-encoding");
  const decodedFrom = codings.join(", ");
  return { ...outcome, reply: { ...reply, headers, body, bodyBytes, decodedFrom, ...cut } };
}

/** In the order in which they were applied. */
function codingsOf({ headers }: HttpReply): readonly string[] {
  return (headerValue(headers, "content-encoding") ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
}

type Decode = (body: Uint8Array, options: zlib.ZlibOptions) => Promise<Buffer>;

const gunzip: Decode = promisify(zlib.gunzip);
const inflate: Decode = promisify(zlib.inflate);
const inflateRaw: Decode = promisify(zlib.inflateRaw);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);

/** The beginning of a body is decoded as far as it goes. */
const PARTLY: Ending = {
  zlib: zlib.constants.Z_SYNC_FLUSH,
  brotli: zlib.constants.BROTLI_OPERATION_FLUSH,
};

/** How a body may end; without a word, as it should. */
interface Ending {
  readonly zlib?: number;
  readonly brotli?: number;
}

type DecodeBody = (body: Uint8Array, most: number, ending: Ending) => Promise<Buffer>;

function zlibOptions(maxOutputLength: number, { zlib: finishFlush }: Ending): zlib.ZlibOptions {
  return finishFlush === undefined ? { maxOutputLength } : { maxOutputLength, finishFlush };
}

const DECODERS: Readonly<Record<string, DecodeBody>> = {
  gzip: (body, most, ending) => gunzip(body, zlibOptions(most, ending)),
  "x-gzip": (body, most, ending) => gunzip(body, zlibOptions(most, ending)),
  // Some servers leave the wrapper of zlib out.
  deflate: (body, most, ending) => {
    const options = zlibOptions(most, ending);
    return inflate(body, options).catch(() => inflateRaw(body, options));
  },
  br: (body, most, { brotli: finishFlush }) =>
    brotli(body, { maxOutputLength: most, ...(finishFlush === undefined ? {} : { finishFlush }) }),
  zstd: (body, most) => Promise.resolve().then(() => unzstd(body, most)),
};

/** @returns null where a coding is not known, or the body is not what the header says */
async function undo(
  body: Uint8Array,
  codings: readonly string[],
  maxOutputLength: number,
  ending: Ending,
): Promise<Uint8Array | null> {
  let plain = body;
  for (const coding of codings.toReversed()) {
    const decode = DECODERS[coding];
    if (decode === undefined) return null;
    try {
      plain = await decode(plain, maxOutputLength, ending);
    } catch {
      return null;
    }
  }
  return plain;
}
