/** The webhook suite against receivers that it has never seen. */
import { itJudges } from "./it-judges.js";
import { KNOWN_MISSES } from "./webhook/known-misses.js";
import { WEBHOOK_STRANGERS } from "./webhook/strangers.js";

itJudges("webhook", WEBHOOK_STRANGERS, KNOWN_MISSES);
