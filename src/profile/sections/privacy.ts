/** `privacy`: what is kept and shown of no message. */
import * as z from "zod/mini";
import { optional, text } from "./described.js";

export const privacySection = () =>
  z.strictObject({
    names: optional(
      z.array(text()),
      "Names of headers, parameters, fields, members and cookies that hold a secret besides those that say so themselves, such as X-Tenant-Pin.",
    ),
    paths: optional(
      z.array(
        z.string().check(
          z.regex(/^(body|query|header)([.[].+)$/, {
            error: "a path such as body.events[*].data.userId, query.usn or header.X-User",
          }),
        ),
      ),
      "Paths such as body.events[*].data.userId, query.usn or header.X-User.",
    ),
  });
