/** Reads the record of a watched SDK API; whoever answers there may answer anything. */
import * as z from "zod/mini";
import {
  KEY_KINDS,
  PROVOCATIONS,
  type Provocation,
  WATCHED_FORMAT,
  type WatchedRecord,
} from "../../../protocols/sdk-api/watched-calls.js";
import { exchange } from "../../parse-report.js";

const milliseconds = z.nullable(z.number());

const provocation = z.enum(Object.keys(PROVOCATIONS) as [Provocation, ...Provocation[]]);

const call = z.looseObject({
  number: z.int(),
  route: z.nullable(z.string()),
  lacks: z.nullable(z.enum(["path", "method"])),
  key: z.enum(KEY_KINDS),
  keySeenIn: z.array(z.enum(["url", "body"])),
  operation: z.string(),
  provoked: z.nullable(provocation),
  arrivedAtMs: z.number(),
  answeredAtMs: milliseconds,
  leftAtMs: milliseconds,
  exchange,
});

const record = z.looseObject({
  format: z.literal(WATCHED_FORMAT),
  pace: z.looseObject({ slowMs: z.number(), heldMs: z.number() }),
  dropped: z.int(),
  calls: z.array(call),
});

/** @returns null where it is no such record */
export function readRecord(text: string): WatchedRecord | null {
  try {
    const parsed = record.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as unknown as WatchedRecord) : null;
  } catch {
    return null;
  }
}
