/** What a paging kind is made of. One file holds all of it, and `kinds.ts` lists the files. */
import type { Pager } from "./pager.js";
import type { PageServer } from "./page-server.js";

/** A key of `payments.source.paging`. */
export interface PagingKey {
  /** `name`: of a parameter or a header. `path`: into the reply. `number`: whole, from 0, as such or as a string of digits. */
  readonly holds: "name" | "path" | "number";
  /** The line that editors and the reference show. */
  readonly about: string;
  readonly isOptional?: true;
  /** What holds where the key is left out. */
  readonly byDefault?: number;
  /** It says where a reply tells the number of records in the range. */
  readonly isTotal?: true;
}

export type PagingKeys = Readonly<Record<string, PagingKey>>;

type ValueOf<Key extends PagingKey> = Key["holds"] extends "number" ? number | string : string;

type OptionalIn<Keys extends PagingKeys> = {
  [Name in keyof Keys]: Keys[Name]["isOptional"] extends true ? Name : never;
}[keyof Keys];

/** The values of those keys in a profile. */
export type PagingValues<Keys extends PagingKeys> = {
  readonly [Name in Exclude<keyof Keys, OptionalIn<Keys>>]: ValueOf<Keys[Name]>;
} & { readonly [Name in OptionalIn<Keys>]?: ValueOf<Keys[Name]> };

/** How it stands in a profile. */
export interface PagingSchema<Keys extends PagingKeys = PagingKeys> {
  /** The line that editors and the reference show. */
  readonly about: string;
  readonly keys: Keys;
}

export interface PagingDefinition<Keys extends PagingKeys> extends PagingSchema<Keys> {
  /** The gateway's side: what it asks for, and what a reply leads to. */
  readonly pager: (paging: PagingValues<Keys>) => Pager;
  /** The game server's side, as the sandbox plays it. */
  readonly server: (paging: PagingValues<Keys>) => PageServer;
}

/** The same, with its keys' types taken from what is written. */
export function definePaging<const Keys extends PagingKeys>(
  definition: PagingDefinition<Keys>,
): PagingDefinition<Keys> {
  return definition;
}
