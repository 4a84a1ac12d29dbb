/** `payments` and `settlement`: a game's payment history, its conversion and its month's end. */
import * as z from "zod";
import {
  algorithm,
  connection,
  duration,
  encoding,
  secret,
  url,
} from "./shared.js";

const name = () => z.string().min(1);

/** A string is sent as a JSON string: some servers take page numbers so. */
const pageNumber = () =>
  z.union([
    z.int().nonnegative(),
    z.string().regex(/^\d+$/, 'a whole number, such as 20 or "20"'),
  ]);

const paging = () =>
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("page").describe("Numbered pages."),
      page: name().describe("Name of the page's parameter."),
      size: name()
        .exactOptional()
        .describe("Name of the page size's parameter."),
      first: pageNumber()
        .exactOptional()
        .describe("Number of the first page. Default 1."),
      limit: pageNumber().exactOptional().describe("Records a page."),
      total: name()
        .exactOptional()
        .describe("Path of the number of records in the reply."),
    }),
    z.strictObject({
      kind: z
        .literal("offset")
        .describe("Records left out, and how many to give."),
      offset: name().describe("Name of the offset's parameter."),
      size: name()
        .exactOptional()
        .describe("Name of the page size's parameter."),
      limit: pageNumber().exactOptional().describe("Records a page."),
    }),
    z.strictObject({
      kind: z.literal("cursor").describe("An opaque token leads on."),
      cursor: name().describe("Name of the token's parameter."),
      next: name().describe("Path of the next token in the reply."),
    }),
    z.strictObject({
      kind: z
        .literal("next-url")
        .describe("The reply names the next page's URL."),
      next: name().describe("Path of that URL in the reply."),
    }),
    z.strictObject({
      kind: z.literal("none").describe("Everything comes at once."),
    }),
  ]);

const auth = () =>
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("fingerprint").describe("A digest in a header."),
      header: name()
        .exactOptional()
        .describe("The digest's header. Default X-Fingerprint."),
      timestampHeader: name()
        .exactOptional()
        .describe("The timestamp's header. Default X-Timestamp."),
      algorithm: algorithm.exactOptional().describe("Default sha256."),
      message: name()
        .exactOptional()
        .describe(
          "Template of what is digested. Default {timestamp}|{from}|{to}|{key}.",
        ),
      encoding: encoding.exactOptional().describe("Default hex."),
      timestamp: z
        .enum(["s", "ms"])
        .exactOptional()
        .describe("Unit of the timestamp. Default s."),
      ttl: duration
        .exactOptional()
        .describe("How old a timestamp may be. Default 300s."),
    }),
    z.strictObject({
      kind: z.literal("basic").describe("User and password."),
      user: name().describe("The user; the key is the password."),
    }),
    z.strictObject({
      kind: z.literal("bearer").describe("The key as a bearer token."),
    }),
    z.strictObject({
      kind: z.literal("header").describe("The key in a header."),
      header: name().describe("That header's name."),
    }),
    z.strictObject({ kind: z.literal("none").describe("No credentials.") }),
  ]);

const scalar = () => z.union([z.string(), z.number(), z.boolean()]);

const source = () =>
  z.strictObject({
    url: url.describe(
      "The game server's payment query; {partner} is filled in.",
    ),
    method: z.enum(["GET", "POST"]).exactOptional().describe("Default GET."),
    in: z
      .enum(["query", "form", "json"])
      .exactOptional()
      .describe(
        "Where parameters stand. Default query for GET, json for POST.",
      ),
    range: z
      .strictObject({
        from: name()
          .exactOptional()
          .describe("Name of the range's first parameter. Default from."),
        to: name()
          .exactOptional()
          .describe("Name of the range's second parameter. Default to."),
        format: name()
          .exactOptional()
          .describe(
            "iso, s, ms, or a pattern such as yyyy-MM-dd HH:mm:ss. Default iso.",
          ),
        zone: name()
          .exactOptional()
          .describe(
            "Zone of its times: Asia/Seoul, UTC+8, +08:00. Default UTC.",
          ),
        maxWindow: duration
          .exactOptional()
          .describe("The longest range that one request may ask for."),
        sample: z
          .strictObject({
            from: name().describe("Its beginning, ISO 8601."),
            to: name().describe("Its end, ISO 8601."),
          })
          .exactOptional()
          .describe("A range known to hold payments on several pages."),
      })
      .exactOptional()
      .describe("How the range is asked for; left out where there is none."),
    paging: paging()
      .exactOptional()
      .describe("How further records are asked for. Default none."),
    params: z
      .record(z.string(), scalar())
      .exactOptional()
      .describe("Parameters sent with every poll."),
    records: z
      .string()
      .exactOptional()
      .describe(
        "Path of the records in the reply; empty for the reply itself.",
      ),
    success: z
      .strictObject({
        path: name().describe("A path in the reply."),
        equals: scalar().describe("What stands there when all went well."),
      })
      .exactOptional()
      .describe("When a reply counts as a success, whatever its status says."),
    auth: auth()
      .exactOptional()
      .describe("How a poll shows who asks. Default none."),
    key: secret.exactOptional(),
    rate: z
      .strictObject({
        requests: z.int().positive().describe("So many requests …"),
        per: duration.describe("… in so long a time."),
      })
      .exactOptional()
      .describe("How often the query may be asked."),
    refund: z
      .strictObject({
        path: name().describe("A path in the record."),
        in: z.array(scalar()).min(1).describe("What stands there in a refund."),
      })
      .exactOptional()
      .describe("Which records are refunds."),
    ...connection,
  });

const mappedField = () =>
  z.union([
    name(),
    z.strictObject({
      path: name().exactOptional().describe("A path in the record."),
      const: scalar()
        .exactOptional()
        .describe(
          "The value itself; beside a path, what stands in for nothing.",
        ),
      sum: name()
        .exactOptional()
        .describe("Path of several amounts that are added up."),
      lookup: z
        .record(z.string(), scalar())
        .exactOptional()
        .describe("What the record says → the value; * for anything else."),
      unit: z
        .enum(["minor", "major", "s", "ms", "iso"])
        .or(name())
        .exactOptional()
        .describe(
          "Of an amount: major (default) or minor. Of a time: iso, s, ms or a pattern; recognised where left out.",
        ),
      zone: name()
        .exactOptional()
        .describe("Zone of times without one. Default: the range's."),
    }),
  ]);

export const paymentsSection = () =>
  z.strictObject({
    source: source().describe("The game server's payment query."),
    map: z
      .record(z.string(), mappedField())
      .describe(
        "A payment's field → where it comes from: a path in the record, or a rule.",
      ),
    push: z
      .strictObject({
        url: url
          .exactOptional()
          .describe("Base URL of the SDK API. Default: that of sdkApi."),
        apiKey: secret.exactOptional(),
        batchSize: z
          .int()
          .min(1)
          .max(1000)
          .exactOptional()
          .describe("Payments a call. Default 1000."),
        concurrency: z
          .int()
          .min(1)
          .max(16)
          .exactOptional()
          .describe("Calls at a time. Default 2."),
        callbackId: name()
          .exactOptional()
          .describe("Given to PlayCamp with every batch."),
        ...connection,
      })
      .exactOptional()
      .describe(
        "Where converted payments go; what is left out comes from sdkApi.",
      ),
  });

export const settlementSection = () =>
  z.strictObject({
    fees: z
      .record(z.string(), z.number().min(0).max(1))
      .exactOptional()
      .describe("Distribution type → the store's share, from 0 to 1."),
    zone: name()
      .exactOptional()
      .describe("Zone in which months begin. Default UTC."),
    columns: z
      .record(z.string(), z.string().min(1))
      .exactOptional()
      .describe("Field → its column in the settlement file."),
  });
