/** `webhook` and `sdkApi`: the game server's receiver, and PlayCamp's own API. */
import * as z from "zod";
import { connection, duration, retry, secret, url } from "./shared.js";

const scalar = () => z.union([z.string(), z.number(), z.boolean()]);

const gatewayMapping = () =>
  z
    .strictObject({
      events: z
        .record(z.string(), z.union([z.string(), z.array(z.string())]))
        .exactOptional()
        .describe("PlayCamp's event → what it becomes; [] for nothing."),
      envelope: z
        .string()
        .exactOptional()
        .describe("Path of the events in the body. Default events."),
      fields: z
        .record(z.string(), z.unknown())
        .exactOptional()
        .describe(
          "Path in a converted event → its source, a rule, or null to leave it out.",
        ),
      constants: z
        .record(z.string(), scalar())
        .exactOptional()
        .describe("Further values of the body."),
      lookup: z
        .record(z.string(), scalar())
        .exactOptional()
        .describe("Creator key → the gateway's user number."),
    })
    .describe(
      "How PlayCamp's events are converted; left out, the gateway's default format.",
    );

export const webhookSection = () =>
  z.strictObject({
    url: url.describe("The game server's webhook receiver."),
    format: z
      .enum(["playcamp", "gateway"])
      .exactOptional()
      .describe("What is delivered. Default playcamp."),
    signature: z
      .enum(["simple", "timestamped", "both"])
      .exactOptional()
      .describe("The forms of signature that are accepted. Default simple."),
    secret,
    tolerance: duration
      .exactOptional()
      .describe("How old a timestamped signature may be. Default 300s."),
    retry: retry
      .exactOptional()
      .describe(
        "When a delivery is repeated. Default 1s, 5s, 30s, 2m and 10m.",
      ),
    gateway: gatewayMapping().exactOptional(),
    probe: z
      .strictObject({
        url: url.describe(
          "URL template: {event}, {callbackId}, {userId}, {transactionId}.",
        ),
        path: z
          .string()
          .exactOptional()
          .describe("Path of the number, or of a list, in the reply."),
        log: z
          .string()
          .exactOptional()
          .describe(
            "Path of the names of the callbackId's events, in the order in which they were applied.",
          ),
      })
      .exactOptional()
      .describe("Where the receiver says how often an event was applied."),
    ...connection,
  });

export const sdkApiSection = () =>
  z.strictObject({
    url: url.describe("Base URL of PlayCamp's SDK API."),
    apiKey: secret,
    ...connection,
  });
