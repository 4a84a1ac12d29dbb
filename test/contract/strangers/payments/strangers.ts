/** All of the family: right ones, wrong ones, and odd but legal ones. */
import { type Stranger } from "../stranger.js";
import { FINGERPRINTS } from "./fingerprints.js";
import { CORNERS } from "./corners.js";
import { LEGAL } from "./legal.js";
import { PROGRAMS } from "./programs.js";
import { RANGES } from "./ranges.js";
import { RECORDS } from "./records.js";
import { SECOND_LOOK } from "./second-look.js";
import { right } from "./table.js";

const RIGHT = [
  right("right", {}),
  right("right-unpaged", { source: { paging: { kind: "none" } }, size: 1_000 }),
];

export const PAYMENTS_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...FINGERPRINTS,
  ...RANGES,
  ...RECORDS,
  ...PROGRAMS,
  ...CORNERS,
  ...SECOND_LOOK,
  ...LEGAL,
];
