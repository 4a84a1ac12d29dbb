/** Reads `--fill`: what stood where something was taken out of a stored message. */
import { UserError } from "../../../core/errors.js";
import type { CommandContext } from "../../command.js";

/**
 * A secret comes through the environment; personal data may stand on the command line.
 *
 * @returns name of a gap → its value
 * @throws {UserError} `secret_missing`, `set_secret_literal`
 */
export function readFillings(
  fill: readonly (readonly [string, string])[],
  { env }: Pick<CommandContext, "env">,
): ReadonlyMap<string, string> {
  return new Map(
    fill.map(([name, value]) => {
      const isVariable = name.endsWith(".env") && value in env;
      if (isVariable) return [name.slice(0, -".env".length), env[value] ?? ""];
      if (/^(body|query|header)[.[]/.test(name) && !name.endsWith(".env")) return [name, value];
      throw new UserError(
        name.endsWith(".env") ? "secret_missing" : "set_secret_literal",
        name.endsWith(".env")
          ? `--fill ${name}: the environment variable ${value} is not set`
          : `--fill ${name}: a secret is never given on the command line`,
        name.endsWith(".env")
          ? `Export ${value}.`
          : `Put it in an environment variable and write --fill ${name}.env=NAME.`,
      );
    }),
  );
}
