/** `webhook` and `sdkApi`: the game server's receiver, and PlayCamp's own API. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { connection, duration, retry, secret, url } from "./shared.js";

const sampleIds = (description: string) =>
  optional(z.array(text()).check(z.minLength(1)), description);

const scalar = () => z.union([z.string(), z.number(), z.boolean()]);

const convertedEvent = () =>
  z.union([
    z.string(),
    z.strictObject({
      event: described(text(), "The converted event's name."),
      creator: optional(
        z.enum(["old", "new"]),
        "Of a sponsor.changed: the creator who was left, or the one who was chosen.",
      ),
    }),
  ]);

const gatewayMapping = () =>
  described(
    z.strictObject({
      events: optional(
        z.record(z.string(), z.union([z.string(), z.array(convertedEvent())])),
        "PlayCamp's event → what it becomes; [] for nothing.",
      ),
      envelope: optional(z.string(), "Path of the events in the body. Default events."),
      fields: optional(
        z.record(z.string(), z.unknown()),
        "Path in a converted event → its source, a rule, or null to leave it out.",
      ),
      constants: optional(z.record(z.string(), scalar()), "Further values of the body."),
      lookup: optional(z.record(z.string(), scalar()), "Creator key → the gateway's user number."),
    }),
    "How PlayCamp's events are converted; left out, the gateway's default format.",
  );

export const webhookSection = () =>
  z.strictObject({
    url: described(url, "The game server's webhook receiver."),
    format: optional(z.enum(["playcamp", "gateway"]), "What is delivered. Default playcamp."),
    signature: optional(
      z.enum(["simple", "timestamped", "both"]),
      "The forms of signature that are accepted. Default simple.",
    ),
    secret,
    tolerance: optional(duration, "How old a timestamped signature may be. Default 300s."),
    retry: optional(retry(), "When a delivery is repeated. Default 1s, 5s, 30s, 2m and 10m."),
    gateway: z.exactOptional(gatewayMapping()),
    probe: optional(
      z.strictObject({
        url: described(url, "URL template: {event}, {callbackId}, {userId}, {transactionId}."),
        path: optional(z.string(), "Path of the number, or of a list, in the reply."),
        log: optional(
          z.string(),
          "Path of the names of the callbackId's events, in the order in which they were applied.",
        ),
      }),
      "Where the receiver says how often an event was applied.",
    ),
    samples: optional(
      z.strictObject({
        users: sampleIds("User ids that the receiver knows."),
        campaigns: sampleIds("Campaign ids that it knows."),
        creators: sampleIds("Creator keys that it knows; a change of creator needs two."),
        coupons: sampleIds("Coupon codes that it knows."),
      }),
      "Real ids for test deliveries, where a staging server knows only those.",
    ),
    ...connection,
  });

export const sdkApiSection = () =>
  z.strictObject({
    url: described(url, "Base URL of PlayCamp's SDK API."),
    apiKey: secret,
    ...connection,
  });
