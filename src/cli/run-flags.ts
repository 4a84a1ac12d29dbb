/** What flags say of a run that may be one of several: which part it is, and under which identifiers. */
import type { Shard } from "../core/shards.js";
import { UserError } from "../core/errors.js";

/** @throws {UserError} `flag_invalid` */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new UserError(
    "flag_invalid",
    `--shard ${text}: not i/n`,
    "Write it as 1/4: the first of four parts.",
  );
}

/** @throws {UserError} `flag_invalid` */
export function parseRunId(text: string): string {
  if (/^[\w.-]{1,64}$/.test(text)) return text;
  throw new UserError(
    "flag_invalid",
    `--run-id ${JSON.stringify(text)} is not usable in identifiers`,
    "Use up to 64 letters, digits, dots, dashes and underscores.",
  );
}
