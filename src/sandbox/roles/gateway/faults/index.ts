/** Every defect of the gateway. A new one is an entry in one of these files. */
import { REJECTION_FAULTS } from "./rejections.js";
import { RELAY_FAULTS } from "./relay.js";
import { REPLY_FAULTS } from "./entry-replies.js";
import { VERIFICATION_FAULTS } from "./verification.js";
import { WEB_VIEW_FAULTS } from "./web-view.js";

export const GATEWAY_FAULTS = [
  ...VERIFICATION_FAULTS,
  ...REPLY_FAULTS,
  ...REJECTION_FAULTS,
  ...WEB_VIEW_FAULTS,
  ...RELAY_FAULTS,
];
