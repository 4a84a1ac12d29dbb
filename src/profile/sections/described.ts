/** How a key of the profile is written down: its shape, and the line that editors and the README show. */
import * as z from "zod/mini";

/** A text that is not empty. */
export const text = () => z.string().check(z.minLength(1));

/** A key that must be there. */
export function described<Schema extends z.ZodMiniType>(
  schema: Schema,
  description: string,
): Schema {
  return schema.check(z.describe(description));
}

/** A key that may be left out, but is not null. */
export function optional<Schema extends z.ZodMiniType>(
  schema: Schema,
  description: string,
): z.ZodMiniExactOptional<Schema> {
  return described(z.exactOptional(schema), description);
}
