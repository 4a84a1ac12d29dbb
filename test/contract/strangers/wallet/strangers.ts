/** All of the family: right ones, wrong ones, and odd but legal ones. */
import { type Stranger } from "../stranger.js";
import { IDS } from "./ids.js";
import { CORNERS } from "./corners.js";
import { LEGAL } from "./legal.js";
import { LOCKS } from "./locks.js";
import { MONEY } from "./money.js";
import { PROGRAMS } from "./programs.js";
import { REPLIES } from "./replies.js";
import { SIGNATURES } from "./signatures.js";
import { ROUNDS } from "./rounds.js";
import { right } from "./table.js";

const RIGHT = [
  right("right", {}),
  right("right-one-player", { section: { players: [] } }),
  right("right-classic", { section: { serverDriven: false } }),
];

export const WALLET_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...IDS,
  ...LOCKS,
  ...MONEY,
  ...ROUNDS,
  ...REPLIES,
  ...PROGRAMS,
  ...CORNERS,
  ...LEGAL,
];
