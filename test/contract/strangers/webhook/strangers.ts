/** All of the family: right ones, wrong ones, and odd but legal ones. */
import { type Stranger } from "../stranger.js";
import { DELIVERIES } from "./deliveries.js";
import { EFFECTS } from "./effects.js";
import { CORNERS } from "./corners.js";
import { LEGAL } from "./legal.js";
import { PROGRAMS } from "./programs.js";
import { SIGNATURES } from "./signatures.js";
import { SECOND_LOOK } from "./second-look.js";
import { GATEWAY, PROBE, right, TIMESTAMPED } from "./table.js";

const RIGHT = [
  right("right", {}),
  right("right-probe", PROBE),
  right("right-timestamped", TIMESTAMPED),
  right("right-gateway", GATEWAY),
  right("right-gateway-probe", { ...GATEWAY, ...PROBE }),
];

export const WEBHOOK_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...DELIVERIES,
  ...EFFECTS,
  ...PROGRAMS,
  ...CORNERS,
  ...SECOND_LOOK,
  ...LEGAL,
];
