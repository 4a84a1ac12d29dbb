/** All of the family: right ones, wrong ones, and odd but legal ones. */
import { type Stranger } from "../stranger.js";
import { ANSWERS } from "./answers.js";
import { CLAIMS } from "./claims.js";
import { CORNERS } from "./corners.js";
import { LEGAL } from "./legal.js";
import { PROGRAMS } from "./programs.js";
import { SIGNATURES } from "./signatures.js";
import { SECOND_LOOK } from "./second-look.js";
import { HMAC, right } from "./table.js";

const RIGHT = [right("right", {}), right("right-hmac", HMAC)];

export const ENTRY_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...CLAIMS,
  ...ANSWERS,
  ...PROGRAMS,
  ...CORNERS,
  ...SECOND_LOOK,
  ...LEGAL,
];
