/** Every suite, in the order in which they run and report. */
import type { Suite } from "../suite.js";
import { clientSuite } from "./client/index.js";
import { entrySuite } from "./entry/index.js";
import { flowSuite } from "./flow/index.js";
import { paymentsSuite } from "./payments/index.js";
import { postbackSuite } from "./postback/index.js";
import { walletSuite } from "./wallet/index.js";
import { webhookSuite } from "./webhook/index.js";

export const SUITES: readonly Suite[] = [
  entrySuite,
  webhookSuite,
  walletSuite,
  paymentsSuite,
  postbackSuite,
  flowSuite,
  clientSuite,
];
