/** The entry suite against gateways that it has never seen. */
import { itJudges } from "./it-judges.js";
import { KNOWN_MISSES } from "./entry/known-misses.js";
import { ENTRY_STRANGERS } from "./entry/strangers.js";

itJudges("entry", ENTRY_STRANGERS, KNOWN_MISSES);
