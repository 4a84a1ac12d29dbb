/** The postback suite against reward apps that it has never seen. */
import { itJudges } from "./it-judges.js";
import { KNOWN_MISSES } from "./postback/known-misses.js";
import { POSTBACK_STRANGERS } from "./postback/strangers.js";

itJudges("postback", POSTBACK_STRANGERS, KNOWN_MISSES);
