/** `payments`: a game's payment history and its conversion. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { paymentSource } from "./payments-source.js";
import { connection, scalar, secret, url } from "./shared.js";

const mappedField = () =>
  z.union([
    text(),
    z.strictObject({
      path: optional(
        text(),
        "A path in the record: order.id, items[-1].id, attributes[name=order].value.",
      ),
      or: optional(
        z.array(text()).check(z.minLength(1)),
        "Paths that are looked at where that one holds nothing; of an amount, zero is nothing too.",
      ),
      const: optional(scalar(), "The value itself; beside a path, what stands in for nothing."),
      sum: optional(text(), "Path of several amounts that are added up, such as items[].price."),
      lookup: optional(
        z.record(z.string(), scalar()),
        'What the record says → the value, such as {"A":"Android"}; * for anything else.',
      ),
      join: optional(
        z.array(text()).check(z.minLength(2)),
        "Paths whose texts are written one after the other, such as a date and a time.",
      ),
      unit: optional(
        z.union([
          z.enum(["minor", "major", "milli", "micro", "s", "ms", "us", "ns", "iso"]),
          text(),
        ]),
        "Of an amount: major (default), minor, milli or micro. Of a time: iso, s, ms, us, ns or a pattern; recognised where left out.",
      ),
      scale: optional(
        z.int().check(z.nonnegative(), z.lte(18)),
        "Decimals of an amount that is written as a whole number: with 2, 1234 is 12.34.",
      ),
      currencies: optional(
        z.record(z.string(), z.int().check(z.nonnegative(), z.lte(8))),
        'Currency → decimals of its minor unit, where they are not those of ISO 4217, such as {"KRW":2}.',
      ),
      nanos: optional(text(), "Path of the billionths that belong to the whole units at path."),
      times: optional(
        text(),
        "Path of how many pieces were bought, where the amount is the price of one.",
      ),
      rate: optional(
        z.union([z.number().check(z.positive()), text()]),
        "What an amount is multiplied by, such as 0.0035, then rounded to the currency's decimals.",
      ),
      decimal: optional(z.enum([".", ","]), "The sign before an amount's decimals. Default a dot."),
      grouping: optional(
        text(),
        "The sign between an amount's thousands, such as a comma or a space. Default none.",
      ),
      zone: optional(text(), "Zone of times without one. Default: the range's."),
    }),
  ]);

export const paymentsSection = () =>
  z.strictObject({
    source: described(paymentSource(), "The game server's payment query."),
    refunds: optional(
      z.strictObject({
        source: described(
          paymentSource(),
          "The refunds' query, with the keys of payments.source; its secret is the same unless it names one.",
        ),
        of: described(text(), "Path of the refunded payment's id."),
        id: optional(
          text(),
          "Path of the refund's own id. Default: all that is written in a refund tells it from others.",
        ),
        amount: optional(
          mappedField(),
          "What is given back: a path, or a rule as in map. Default: all of the payment.",
        ),
        currency: optional(
          mappedField(),
          'The amount\'s currency, needed beside it: a path, or a rule such as {"const":"KRW"}.',
        ),
        purchasedAt: optional(
          mappedField(),
          "When the refunded payment was made: with it, conformance looks for the payment. Default: not told.",
        ),
      }),
      "A second query, of which every record is a refund. Default none.",
    ),
    map: described(
      z.record(z.string(), mappedField()),
      "A payment's field → where it comes from: a path in the record, or a rule.",
    ),
    push: optional(
      z.strictObject({
        url: optional(url, "Base URL of the SDK API. Default: that of sdkApi."),
        apiKey: z.exactOptional(secret),
        batchSize: optional(z.int().check(z.gte(1), z.lte(1000)), "Payments a call. Default 1000."),
        concurrency: optional(z.int().check(z.gte(1), z.lte(16)), "Calls at a time. Default 2."),
        callbackId: optional(text(), "Given to PlayCamp with every batch."),
        amount: optional(
          z.enum(["major", "minor"]),
          "Unit of the amounts that PlayCamp is given: major (default), or the currency's smallest.",
        ),
        ...connection,
      }),
      "Where converted payments go; what is left out comes from sdkApi.",
    ),
  });
