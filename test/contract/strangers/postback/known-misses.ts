/** What the suite still gets wrong; an entry that it gets right must leave the list. */
import type { Seen } from "../stranger.js";

export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {
  basic: "missed",
  "large-bodies": "missed",
  "said-not-credited": "missed",
  "credited-twice": "missed",
  "second-game-not-credited": "missed",
  "first-user-credited": "missed",
  "other-user-named": "missed",
  "other-level-named": "missed",
  "first-game-named": "missed",
  "level-missing-500": "missed",
  late: "blocked",
  "level-bound": "accused",
  "level-bound-low": "accused",
};
