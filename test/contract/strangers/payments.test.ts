/** The payments suite against game servers that it has never seen. */
import { itJudges } from "./it-judges.js";
import { KNOWN_MISSES } from "./payments/known-misses.js";
import { PAYMENTS_STRANGERS } from "./payments/strangers.js";

itJudges("payments", PAYMENTS_STRANGERS, KNOWN_MISSES);
