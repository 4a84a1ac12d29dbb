/** `settlement`: the month's end, and the file that tells of it. */
import * as z from "zod/mini";
import { isEncoding } from "../../core/text-encoding.js";
import { SETTLEMENT_FIELDS } from "../../protocols/payments/settlement-fields.js";
import { PAYMENT_STATUSES } from "../../protocols/payments/settlement-record.js";
import { optional, text } from "./described.js";
import { scalar } from "./shared.js";

const words = () => z.array(scalar()).check(z.minLength(1));

export const settlementSection = () =>
  z.strictObject({
    fees: optional(
      z.record(z.string(), z.number().check(z.gte(0), z.lte(1))),
      'Distribution type → the store\'s share, from 0 to 1, such as {"MOBILE_STORE":0.15}.',
    ),
    zone: optional(text(), "Zone in which months begin. Default: the source's, else UTC."),
    columns: optional(
      z.partialRecord(
        z.enum(SETTLEMENT_FIELDS),
        z.union([text(), z.array(text()).check(z.minLength(2))]),
      ),
      "Field → its column, or several: the first that is filled counts. Default: the field's name. Fields: " +
        SETTLEMENT_FIELDS.join(", ") +
        ".",
    ),
    encoding: optional(
      text().check(
        z.refine(isEncoding, { error: "an encoding such as cp949, shift_jis, utf-16le" }),
      ),
      "Encoding of the file. Default UTF-8; UTF-16 is recognised.",
    ),
    separator: optional(
      z.string().check(z.length(1)),
      "What separates its cells. Default a comma; a tab or a bar is recognised.",
    ),
    header: optional(
      z.int().check(z.positive()),
      "Row in which its header stands, counted from 1. Default 1.",
    ),
    decimal: optional(z.enum([".", ","]), "The sign before an amount's decimals. Default a dot."),
    grouping: optional(
      text(),
      "The sign between an amount's thousands, such as a comma or a space. Default none.",
    ),
    rows: optional(
      z.strictObject({
        column: optional(
          text(),
          "The column that says what a row is. Default: one called type, kind, 구분 or the like.",
        ),
        count: optional(
          words(),
          "What stands there in payments and refunds; other rows are passed over. Default all.",
        ),
        total: optional(words(), "What stands there in totals, which are compared with the sum."),
        fee: optional(words(), "What stands there in fees and taxes, which are passed over."),
      }),
      "Which rows count.",
    ),
    status: optional(
      z.record(z.string(), z.enum(PAYMENT_STATUSES)),
      'What the status column says → PlayCamp\'s status, such as {"승인":"COMPLETED"}; * for anything else.',
    ),
    refund: optional(
      z.strictObject({
        column: optional(
          text(),
          "The column that says that a row is a refund. Default rows.column.",
        ),
        in: optional(words(), 'What stands there in a refund, such as ["Refund"].'),
        of: optional(text(), "The column of the refunded payment's id. Default the row's own id."),
        amount: optional(
          text(),
          "The column of what is given back, where it is not that of what was paid.",
        ),
      }),
      "Which rows are refunds, and of what.",
    ),
    currency: optional(
      z.string().check(z.regex(/^[A-Z]{3}$/, { error: "a currency such as KRW" })),
      "The currency of every row, where there is no column.",
    ),
    date: optional(text(), "Pattern of its times, such as yyyy-MM-dd HH:mm:ss. Default ISO 8601."),
    ignore: optional(
      z.array(text()).check(z.minLength(1)),
      "Columns that are not what their names say, such as a refund's, or a fee that is another's.",
    ),
  });
