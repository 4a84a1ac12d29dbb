/** Every defect of the receiver. A new one is an entry in one of these files. */
import { SIGNATURE_HEADER } from "../../../../protocols/webhook/signature.js";
import { misplacingFaults } from "../../../forgery-faults.js";
import { BODY_FAULTS } from "./bodies.js";
import { EVENT_FAULTS } from "./events.js";
import { SIGNATURE_FAULTS } from "./signature.js";
import { TRAFFIC_FAULTS } from "./traffic.js";

export const GAME_SERVER_FAULTS = [
  ...misplacingFaults("webhook", SIGNATURE_HEADER),
  ...SIGNATURE_FAULTS,
  ...BODY_FAULTS,
  ...TRAFFIC_FAULTS,
  ...EVENT_FAULTS,
];
