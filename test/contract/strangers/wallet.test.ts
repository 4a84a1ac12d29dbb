/** The wallet suite against operators that it has never seen. */
import { itJudges } from "./it-judges.js";
import { KNOWN_MISSES } from "./wallet/known-misses.js";
import { WALLET_STRANGERS } from "./wallet/strangers.js";

itJudges("wallet", WALLET_STRANGERS, KNOWN_MISSES);
