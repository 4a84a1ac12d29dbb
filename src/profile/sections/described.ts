/** How a key of the profile is written down: its shape, and the line that editors and the README show. */
import * as z from "zod/mini";

const notEmpty = z.string().check(z.minLength(1));

/** A text that is not empty; one schema for all of them, since to make one takes time at every start. */
export const text = () => notEmpty;

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
  const wrapped = z.exactOptional(schema);
  // Nobody else has it yet: no copy is needed to describe it.
  z.globalRegistry.add(wrapped, { description });
  return wrapped;
}
