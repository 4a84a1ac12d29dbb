/** Every paging kind. A new one is a file beside this one and a line here. */
import { cursorPages } from "./cursor.js";
import { linkedPages } from "./link.js";
import { nextUrlPages } from "./next-url.js";
import { singlePage } from "./none.js";
import { offsetPages } from "./offset.js";
import { numberedPages } from "./page.js";
import type { PagingDefinition, PagingValues } from "./paging-definition.js";

export const PAGING_KINDS = {
  page: numberedPages,
  offset: offsetPages,
  cursor: cursorPages,
  "next-url": nextUrlPages,
  link: linkedPages,
  none: singlePage,
} as const;

export type PagingKind = keyof typeof PAGING_KINDS;

type KeysOf<Kind extends PagingKind> =
  (typeof PAGING_KINDS)[Kind] extends PagingDefinition<infer Keys> ? Keys : never;

/** `payments.source.paging` of a profile. */
export type Paging<Kind extends PagingKind = PagingKind> = {
  [Each in Kind]: { readonly kind: Each } & PagingValues<KeysOf<Each>>;
}[Kind];
