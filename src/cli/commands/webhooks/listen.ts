/** `listen`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { durationFlag, integerFlag, urlFlag } from "../../parsers.js";

export const listen: CommandDefinition = {
  name: "listen",
  group: "Webhooks",
  summary: "receive, verify and show deliveries, and optionally pass them on",
  description:
    "Receives webhook deliveries in either format, verifies them, shows each, and answers as a\ncorrect receiver does until it is interrupted. With --json it prints a ready line and then\none line a delivery.",
  options: [
    {
      flags: "--port <port>",
      description: "port to listen on (default: a free one)",
      parse: integerFlag("--port", 0, 65_535),
    },
    {
      flags: "--host <address>",
      description: "address to listen on (default: 127.0.0.1)",
    },
    {
      flags: "--forward <url>",
      description: "pass each delivery on, bytes and headers unchanged, and answer with the reply",
      parse: urlFlag("--forward"),
    },
    {
      flags: "--fail <n>",
      description: "answer the first n deliveries 500, to see the sender retry",
      parse: integerFlag("--fail", 1),
    },
    {
      flags: "--status <code>",
      description: "answer with this status (with --fail: only those)",
      parse: integerFlag("--status", 200, 599),
    },
    {
      flags: "--delay <duration>",
      description: "wait before answering",
      parse: durationFlag("--delay"),
    },
    {
      flags: "--max-body <bytes>",
      description: "answer 413 to a longer body (default: 1048576)",
      parse: integerFlag("--max-body", 1),
    },
    {
      flags: "--count <n>",
      description: "stop after n deliveries",
      parse: integerFlag("--count", 1),
    },
    {
      flags: "--no-verify",
      description: "take deliveries without checking signatures",
    },
    { flags: "--sandbox", description: "verify with the sandbox's secret" },
  ],
  examples: [],
  load: () => import("./listen.run.js"),
};
