/** `payments.source`: how a game server's payment query is asked, and what its replies hold. */
import * as z from "zod/mini";
import { PAGING_KINDS, type Paging } from "../../protocols/payments/paging/kinds.js";
import type { PagingSchema, PagingKey } from "../../protocols/payments/paging/paging-definition.js";
import { isEncoding } from "../../core/text-encoding.js";
import { described, optional, text } from "./described.js";
import { pollAuth } from "./payments-auth.js";
import { connection, duration, oneReference, scalar, secret, url } from "./shared.js";

/** A string is sent as a JSON string: some servers take page numbers so. */
const pageNumber = () =>
  z.union([
    z.int().check(z.nonnegative()),
    z.string().check(z.regex(/^\d+$/, 'a whole number, such as 20 or "20"')),
  ]);

function pagingKey({ holds, about, isOptional }: PagingKey): z.ZodMiniType {
  const value = holds === "number" ? pageNumber() : text();
  return isOptional === true ? optional(value, about) : described(value, about);
}

function pagingShape(kind: string, { about, keys }: PagingSchema) {
  const values = Object.entries(keys).map(([name, key]) => [name, pagingKey(key)] as const);
  return z.strictObject({
    kind: described(z.literal(kind), about),
    ...Object.fromEntries(values),
  });
}

/** Its type comes from the same table as its keys do. */
const paging = () => {
  const { page, ...others } = PAGING_KINDS;
  const shapes = Object.entries(others).map(([kind, schema]) => pagingShape(kind, schema));
  const choice = z.discriminatedUnion("kind", [pagingShape("page", page), ...shapes]);
  return choice as z.ZodMiniType<Paging>;
};

const valueRule = (where: string, what: string) =>
  z.strictObject({
    path: described(text(), `A path in the ${where}.`),
    in: described(z.array(scalar()).check(z.minLength(1)), `What stands there ${what}.`),
  });

const counted = () => valueRule("record", 'in a payment, such as ["PAID"]');

const report = () =>
  z.strictObject({
    id: optional(text(), "Path of the report's id in the first reply."),
    status: optional(
      url,
      "URL that is asked until the report is ready; {id} is filled in. Default: Location of the first reply.",
    ),
    ready: optional(
      valueRule("status", 'when the report is ready, such as ["DONE"]'),
      "What the status says when the report is ready. Default: any HTTP 200.",
    ),
    failed: optional(
      z.array(scalar()).check(z.minLength(1)),
      "What stands at the path of ready when there will be none.",
    ),
    download: optional(
      text(),
      "The download's address: its path in the last status, or a URL with {id}. Default: the status is the report.",
    ),
    every: optional(duration, "How long between two questions for the status. Default 5s."),
    wait: optional(duration, "The longest wait for the report. Default 10m."),
  });

/** A query of records: the payments, or the refunds. */
export const paymentSource = () =>
  z.strictObject({
    url: described(url, "The game server's payment query; {partner} is filled in."),
    method: optional(z.enum(["GET", "POST"]), "Method of the query. Default GET."),
    in: optional(
      z.enum(["query", "form", "json"]),
      "Where parameters stand. Default query for GET, json for POST; a name that begins with ? is in the query.",
    ),
    wrap: optional(
      text(),
      "The one parameter of query or form that holds all others as JSON; dots in their names nest them.",
    ),
    range: optional(
      z.strictObject({
        from: optional(text(), "Name of the range's first parameter. Default from."),
        to: optional(text(), "Name of the range's second parameter. Default to."),
        day: optional(z.boolean(), "One parameter, named by from, is a whole day. Default false."),
        inclusive: optional(
          z.boolean(),
          "The server includes the day that is sent as the end: the last day is sent, not the one after it. In formats finer than days it changes nothing. Default false.",
        ),
        open: optional(
          z.boolean(),
          "The end is not sent; what is later is passed over here. Default false.",
        ),
        format: optional(
          text(),
          "How both are written: iso, s, ms, or a pattern such as yyyy-MM-dd HH:mm:ss. Default iso.",
        ),
        zone: optional(text(), "Zone of its times: Asia/Seoul, UTC+8, +08:00. Default UTC."),
        maxWindow: optional(
          duration,
          "The longest range that one request may ask for, such as 6h. Default no limit.",
        ),
        sample: optional(
          z.strictObject({
            from: described(text(), "Its beginning, ISO 8601."),
            to: described(text(), "Its end, ISO 8601."),
          }),
          "A range known to hold payments on several pages.",
        ),
      }),
      "How the range is asked for; left out where there is none.",
    ),
    paging: optional(paging(), "How further records are asked for. Default none."),
    params: optional(
      z.record(z.string(), z.union([scalar(), oneReference])),
      "Parameters sent with every poll; a key among them is a reference to a secret.",
    ),
    maxPages: optional(
      z.int().check(z.gte(1)),
      "The most pages of one window; a source that names more ends the run incomplete. Default 100000.",
    ),
    records: optional(
      z.string(),
      "Path of the records in the reply, such as data.items; empty for the reply itself.",
    ),
    keyed: optional(
      z.boolean(),
      "At the path of the records stands an object, of which every member is one. Default false.",
    ),
    success: optional(
      z.strictObject({
        path: described(text(), "A path in the reply."),
        equals: described(scalar(), "What stands there when all went well."),
      }),
      "When a reply counts as a success, whatever its status says.",
    ),
    auth: optional(pollAuth(), "How a poll shows who asks. Default none."),
    key: z.exactOptional(secret),
    rate: optional(
      z.strictObject({
        requests: described(
          z.int().check(z.positive()),
          "How many requests are allowed in the time of per.",
        ),
        per: described(duration, "The time that they are counted in, such as 1h."),
      }),
      "How often the query may be asked.",
    ),
    refund: optional(
      z.strictObject({
        path: optional(text(), "A path in the record."),
        in: optional(
          z.array(scalar()).check(z.minLength(1)),
          'What stands there in a refund, such as ["REFUNDED"].',
        ),
        list: optional(text(), "Path of a list inside a payment whose items are its refunds."),
        id: optional(
          text(),
          "Path of the refund's own id. Default: the record's; of a list's item, id.",
        ),
        of: optional(text(), "Path of the refunded payment's id. Default: the record's own id."),
        amount: optional(
          text(),
          "Path of the refunded amount. Default: the record's; of a list's item, amount.",
        ),
      }),
      "Which records are refunds, and of what.",
    ),
    counts: optional(
      z.union([counted(), z.array(counted()).check(z.minLength(1))]),
      "Which records are payments: those that meet every rule. Default all that are no refund.",
    ),
    empty: optional(
      z.strictObject({
        status: optional(z.int().check(z.gte(200), z.lte(599)), "The status, such as 404."),
        path: optional(text(), "A path in the reply."),
        equals: optional(scalar(), "What stands there when there are no payments."),
        absent: optional(z.boolean(), "The path of the records is left out. Default false."),
      }),
      "What says that a range holds no payments, beside an empty list.",
    ),
    ignore: optional(
      z.array(text()),
      "Paths in replies and records that look like a total, a next page or a status, and are none.",
    ),
    format: optional(
      z.enum(["json", "csv", "tsv", "xml"]),
      "Of the replies: json (default, also NDJSON), csv, tsv or xml.",
    ),
    separator: optional(
      z.string().check(z.length(1)),
      "What separates the cells of a table. Default a comma, of tsv a tab.",
    ),
    charset: optional(
      text().check(
        z.refine(isEncoding, { error: "an encoding such as utf-8, euc-kr or utf-16le" }),
      ),
      "Encoding of the replies. Default: as Content-Type says, else UTF-8.",
    ),
    order: optional(
      z.literal("newest-first"),
      "The list begins with its newest record and takes no range: polling ends at a page that is older than what is asked for.",
    ),
    jws: optional(
      z.strictObject({
        path: optional(
          z.union([text(), z.array(text()).check(z.minLength(2))]),
          "Path of the token in the record; of several, one inside the other. Default: the record is the token.",
        ),
        key: z.exactOptional(secret),
      }),
      "Records are signed tokens (JWS), read by their payload; verified where a key is given: a public key's PEM, or the root certificate of their chain.",
    ),
    report: optional(
      report(),
      "A report that the request asks for, to be waited for and downloaded.",
    ),
    ...connection,
  });
