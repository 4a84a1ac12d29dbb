/**
 * Node's `crypto`, loaded when it is first asked for: that takes 3 to 5 ms, and a command that
 * signs one short text, or prints one, can do without it.
 */
import type * as Crypto from "node:crypto";
import { once } from "./memoize.js";

/** @internal */
export const nodeCrypto = once((): typeof Crypto => process.getBuiltinModule("node:crypto"));
