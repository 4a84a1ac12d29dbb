/** `parse-referrer`: the three values, or every fault that keeps the game from them. */
import { UserError } from "../../../core/errors.js";
import { REFERRER_KEYS } from "../../../protocols/postback/referrer-findings.js";
import { parseReferrer, type ReferrerReading } from "../../../protocols/postback/referrer.js";
import { printable } from "../../../reports/printable.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";

export const run: CommandRun = async (context, input) => {
  const [argument = ""] = input.arguments;
  const text = argument === "-" ? await readStdin(context) : argument;
  if (text.trim() === "") {
    throw new UserError(
      "input_empty",
      "there is no referrer",
      "Give the store URL or the referrer as the argument, or pipe it in and write -.",
    );
  }
  const reading = parseReferrer(text);
  context.result(
    context.flags.json ? JSON.stringify(reading, null, 2) : printable(describe(reading)),
  );
  return reading.ok ? "done" : "refused";
};

async function readStdin({ terminal }: CommandContext): Promise<string> {
  return Buffer.from(await terminal.readStdin()).toString("utf8");
}

function describe(reading: ReferrerReading): string {
  const values: Partial<Record<(typeof REFERRER_KEYS)[number], string>> = reading.ok
    ? reading
    : reading.found;
  const lines = REFERRER_KEYS.flatMap((key) =>
    values[key] === undefined ? [] : [`${key} ${values[key]}`],
  );
  if (reading.ok) return lines.join("\n");
  return [...lines, ...reading.findings.map(({ message }) => `wrong: ${message}`)].join("\n");
}
