/** Reward app partner postback API. */
import { defineDocument } from "./requirement.js";

export const POSTBACK_GUIDE = defineDocument("postback", "Reward app postback API", {
  Overview: [
    [
      "level.every-valid-one-stored",
      "MUST",
      "reward app",
      "Every valid level is stored, also one that earns nothing.",
      ["postback.plain-level.*", "postback.walk.*"],
    ],
    [
      "level.counts-once",
      "MUST",
      "reward app",
      "The same user, game and level counts once, also when it comes twice at once.",
      ["postback.duplicate.*", "postback.parallel.*", "postback.balance.*", "postback.walk.*"],
    ],
    [
      "level.by-user-and-game",
      "MUST",
      "reward app",
      "Levels of other users and games count for themselves.",
      ["postback.game.*", "postback.walk.*"],
    ],
  ],
  "Install referrer": [
    [
      "referrer.sent-unchanged",
      "MUST",
      "game client",
      "pid, uid and gid are read from the install referrer and sent unchanged.",
      "The game reads it on the player's device; parse-referrer shows what it should read.",
    ],
  ],
  Authentication: [
    [
      "secret.either-header",
      "MUST",
      "reward app",
      "The secret is taken as bearer token or as X-Reward-Api-Secret.",
      ["postback.secret.*-accepted"],
    ],
    [
      "secret.required",
      "MUST",
      "reward app",
      "A request without the right secret is answered 401 and has no effect.",
      ["postback.secret.*"],
    ],
  ],
  "Request body": [
    [
      "body.json-object",
      "MUST",
      "reward app",
      "The body is a JSON object; anything else is answered 400.",
      ["postback.body.*"],
    ],
    [
      "body.aliases",
      "MUST",
      "reward app",
      "The listed aliases of a field are taken as well.",
      ["postback.alias.*"],
    ],
    [
      "body.required-fields",
      "MUST",
      "reward app",
      "pid, uid, gid and level_number are required.",
      ["postback.field.*", "postback.grid.*"],
    ],
    ["body.reason-optional", "MUST", "reward app", "A reason may be given.", ["postback.reason.*"]],
    [
      "body.level-positive-integer",
      "MUST",
      "reward app",
      "A level is a positive integer.",
      ["postback.level.*"],
    ],
    [
      "body.known-partner-and-game",
      "MUST",
      "reward app",
      "A pid or gid that is not registered is answered 400.",
      ["postback.pid.*", "postback.gid.*"],
    ],
    [
      "body.known-user",
      "MUST",
      "reward app",
      "A uid that nobody has is answered 404.",
      ["postback.uid.*"],
    ],
  ],
  "Milestone rewards": [
    [
      "milestone.every-fifth-level",
      "MUST",
      "reward app",
      "Coins are credited on every fifth level and on no other.",
      ["postback.milestone.*", "postback.plain-level.*"],
    ],
    [
      "milestone.coins-by-range",
      "MUST",
      "reward app",
      "The coins of a milestone follow the table of level ranges.",
      ["postback.coins.*", "postback.balance.*"],
    ],
  ],
  Responses: [
    [
      "reply.milestone",
      "MUST",
      "reward app",
      "A milestone's reply says that it was awarded, with coinDelta, ids and level as they were sent.",
      ["postback.milestone.*"],
    ],
    [
      "reply.duplicate",
      "MUST",
      "reward app",
      "A repeat is answered 200 with duplicate and without an award.",
      ["postback.duplicate.*", "postback.parallel.others-are-duplicates"],
    ],
  ],
  "Legacy paths": [
    [
      "legacy.redirects-with-308",
      "MUST",
      "reward app",
      "Both older paths lead to /api/postback with 308, so that method and body are kept.",
      ["postback.legacy.*"],
    ],
  ],
});
