/** `parse-referrer`: its declaration. */
import { defineCommand } from "../../define-command.js";

export const parseReferrer = defineCommand({
  name: "parse-referrer",
  group: "Postback",
  summary: "print pid, uid and gid of an install referrer, or what is wrong",
  description:
    "Reads a store URL, a market:// URL, referrer=…, or the referrer itself, encoded or not.\nPrints the values that the game must send unchanged; exits 1 when the referrer cannot be used.",
  arguments: [
    {
      name: "<store url|referrer|->",
      description: "the URL or the referrer; - reads it from stdin",
    },
  ],
  options: {},
  examples: [
    "playcamp-gw parse-referrer 'pid=acme&uid=3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40&gid=tower_siege'",
    "playcamp-gw parse-referrer 'https://play.google.com/store/apps/details?id=com.example.game&referrer=pid%3Dacme%26uid%3D3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40%26gid%3Dtower_siege'",
  ],
  load: () => import("./parse-referrer.run.js"),
});
