/** The flags that every payments command takes. */
import type { OptionSpec } from "../../command.js";
import { PAYMENTS_SANDBOX_OPTIONS } from "../../session/sandbox-options.js";

export const PAYMENTS_TARGET_OPTIONS: readonly OptionSpec[] = [
  { flags: "--sandbox", description: "use a sandbox started for this call" },
  {
    flags: "--fault <id>",
    description: "break the sandbox in this way (needs --sandbox)",
    repeatable: true,
  },
  {
    flags: "--variant <id>",
    description: "make the sandbox odd but legal (needs --sandbox)",
    repeatable: true,
  },
  ...PAYMENTS_SANDBOX_OPTIONS,
];

export const RANGE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--from <time>",
    description: "beginning of the range, in UTC: a date, or a time with its Z",
  },
  {
    flags: "--to <time>",
    description: "end of the range, itself not part of it",
  },
];
