/** `webhook` and `sdkApi`: the game server's receiver, and PlayCamp's own API. */
import * as z from "zod";
import { connection, duration, secret, url } from "./shared.js";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const gatewayMapping = z
  .strictObject({
    events: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .exactOptional(),
    envelope: z.string().exactOptional(),
    fields: z.record(z.string(), z.unknown()).exactOptional(),
    constants: z.record(z.string(), scalar).exactOptional(),
    lookup: z.record(z.string(), scalar).exactOptional(),
  })
  .describe(
    "How PlayCamp's events are converted; left out, the gateway's default format.",
  );

export const webhookSection = z.strictObject({
  url: url.describe("The game server's webhook receiver."),
  format: z.enum(["playcamp", "gateway"]).exactOptional(),
  signature: z.enum(["simple", "timestamped", "both"]).exactOptional(),
  secret,
  tolerance: duration
    .exactOptional()
    .describe("How old a timestamped signature may be."),
  retry: z.strictObject({ delays: z.array(duration) }).exactOptional(),
  gateway: gatewayMapping.exactOptional(),
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

export const sdkApiSection = z.strictObject({
  url,
  apiKey: secret,
  ...connection,
});
