/** All of the family: right ones, wrong ones, and odd but legal ones. */
import { type Stranger } from "../stranger.js";
import { COINS } from "./coins.js";
import { COUNTING } from "./counting.js";
import { FURTHER } from "./further.js";
import { INPUT } from "./input.js";
import { CORNERS } from "./corners.js";
import { LEGAL } from "./legal.js";
import { PROGRAMS } from "./programs.js";
import { SECRETS } from "./secrets.js";
import { SECOND_LOOK } from "./second-look.js";
import { THIRD_LOOK } from "./third-look.js";
import { BALANCE, HEADER, right } from "./table.js";

const RIGHT = [right("right", {}), right("right-header", HEADER), right("right-balance", BALANCE)];

export const POSTBACK_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SECRETS,
  ...COUNTING,
  ...COINS,
  ...INPUT,
  ...FURTHER,
  ...PROGRAMS,
  ...CORNERS,
  ...SECOND_LOOK,
  ...THIRD_LOOK,
  ...LEGAL,
];
