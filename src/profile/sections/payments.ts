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

const name = z.string().min(1);

/** A string is sent as a JSON string: some servers take page numbers so. */
const pageNumber = z.union([
  z.int().nonnegative(),
  z.string().regex(/^\d+$/, 'a whole number, such as 20 or "20"'),
]);

const paging = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("page"),
    page: name,
    size: name.exactOptional(),
    first: pageNumber.exactOptional(),
    limit: pageNumber.exactOptional(),
    total: name.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("offset"),
    offset: name,
    size: name.exactOptional(),
    limit: pageNumber.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("cursor"), cursor: name, next: name }),
  z.strictObject({ kind: z.literal("next-url"), next: name }),
  z.strictObject({ kind: z.literal("none") }),
]);

const auth = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fingerprint"),
    header: name.exactOptional(),
    timestampHeader: name.exactOptional(),
    algorithm: algorithm.exactOptional(),
    message: name.exactOptional(),
    encoding: encoding.exactOptional(),
    timestamp: z.enum(["s", "ms"]).exactOptional(),
    ttl: duration.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("basic"), user: name }),
  z.strictObject({ kind: z.literal("bearer") }),
  z.strictObject({ kind: z.literal("header"), header: name }),
  z.strictObject({ kind: z.literal("none") }),
]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const source = z.strictObject({
  url,
  method: z.enum(["GET", "POST"]).exactOptional(),
  in: z.enum(["query", "form", "json"]).exactOptional(),
  range: z
    .strictObject({
      from: name.exactOptional(),
      to: name.exactOptional(),
      format: name.exactOptional(),
      zone: name.exactOptional(),
      maxWindow: duration.exactOptional(),
      sample: z.strictObject({ from: name, to: name }).exactOptional(),
    })
    .exactOptional(),
  paging: paging.exactOptional(),
  params: z
    .record(z.string(), scalar)
    .exactOptional()
    .describe("Parameters sent with every poll."),
  records: z
    .string()
    .exactOptional()
    .describe("Path of the records in the reply; empty for the reply itself."),
  success: z.strictObject({ path: name, equals: scalar }).exactOptional(),
  auth: auth.exactOptional(),
  key: secret.exactOptional(),
  rate: z
    .strictObject({ requests: z.int().positive(), per: duration })
    .exactOptional(),
  refund: z
    .strictObject({ path: name, in: z.array(scalar).min(1) })
    .exactOptional(),
  ...connection,
});

const mappedField = z.union([
  name,
  z.strictObject({
    path: name.exactOptional(),
    const: scalar.exactOptional(),
    sum: name.exactOptional(),
    lookup: z.record(z.string(), scalar).exactOptional(),
    unit: z.enum(["minor", "major", "s", "ms", "iso"]).or(name).exactOptional(),
    zone: name.exactOptional(),
  }),
]);

export const paymentsSection = z.strictObject({
  source,
  map: z.record(z.string(), mappedField),
  push: z
    .strictObject({
      url: url.exactOptional(),
      apiKey: secret.exactOptional(),
      batchSize: z.int().min(1).max(1000).exactOptional(),
      concurrency: z.int().min(1).max(16).exactOptional(),
      callbackId: name.exactOptional(),
      ...connection,
    })
    .exactOptional()
    .describe(
      "Where converted payments go; what is left out comes from sdkApi.",
    ),
});

export const settlementSection = z.strictObject({
  fees: z.record(z.string(), z.number().min(0).max(1)).exactOptional(),
  zone: name.exactOptional(),
  columns: z.record(z.string(), z.string().min(1)).exactOptional(),
});
