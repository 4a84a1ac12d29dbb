/** The entry suite against gateways that it has never seen. */
import { ENTRY_STRANGERS, KNOWN_MISSES } from "./entry-strangers.js";
import { itJudges } from "./it-judges.js";

itJudges("entry", ENTRY_STRANGERS, KNOWN_MISSES);
