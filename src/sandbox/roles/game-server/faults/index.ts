/** Every defect of the receiver. A new one is an entry in one of these files. */
import { BODY_FAULTS } from "./bodies.js";
import { EVENT_FAULTS } from "./events.js";
import { SIGNATURE_FAULTS } from "./signature.js";
import { TRAFFIC_FAULTS } from "./traffic.js";

export const GAME_SERVER_FAULTS = [
  ...SIGNATURE_FAULTS,
  ...BODY_FAULTS,
  ...TRAFFIC_FAULTS,
  ...EVENT_FAULTS,
];
