/** `listen`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { duration, flag, integer, text, url, type OptionsOf } from "../../options.js";
import { lineProfile, NO_ADDRESS, saveOptions, secretOptions } from "../../session/line-profile.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  port: integer("--port <port>", "port to listen on (default: a free one)", {
    min: 0,
    max: 65_535,
  }),
  host: text("--host <address>", "address to listen on (default: 127.0.0.1)"),
  forward: url(
    "--forward <url>",
    "pass each delivery on, bytes and headers unchanged, and answer with the reply",
  ),
  fail: integer("--fail <n>", "answer the first n deliveries 500, to see the sender retry", {
    min: 1,
  }),
  status: integer("--status <code>", "answer with this status (with --fail: only those)", {
    min: 200,
    max: 599,
  }),
  delay: duration("--delay <duration>", "wait before answering"),
  maxBody: integer("--max-body <bytes>", "answer 413 to a longer body (default: 1048576)", {
    min: 1,
  }),
  count: integer("--count <n>", "stop after n deliveries", { min: 1 }),
  noVerify: flag("--no-verify", "take deliveries without checking signatures"),
  ...secretOptions,
  ...saveOptions,
  ...sandboxOption("verify with the sandbox's secret"),
};
export type Options = OptionsOf<typeof options>;

export const listen = defineCommand({
  name: "listen",
  group: "Webhooks",
  isStreaming: true,
  summary: "receive, verify and show deliveries, and optionally pass them on",
  description:
    "Receives webhook deliveries in either format, verifies them, shows each, and answers as a\ncorrect receiver does until it is interrupted. With --json it prints a ready line and then\none line a delivery. A wallet callback, a payment poll or a player's entry is kept and passed\non, and not judged: verify-webhook --as wallet|payments and verify-entry do that.",
  options,
  line: (values, place) => lineProfile("webhook", values, place, NO_ADDRESS),
  examples: [],
  load: () => import("./listen.run.js"),
});
