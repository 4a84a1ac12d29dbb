/** Backslashes and dollar signs in a secret that one side reads as more than themselves. */
import { mistaken, type SecretMistake } from "./mistake.js";

export const ESCAPE_MISTAKES: readonly SecretMistake[] = [
  {
    id: "escape-sequences",
    entryId: "escape_sequences",
    remedy:
      "Compare how both sides write backslashes: one of them reads escape sequences and the other does not.",
    of: (secret) => [
      ...mistaken(
        secret,
        [
          secret.replace(/(?:\\r)?\\n$/, ""),
          secret.replace(/\\\\/g, "\\"),
          secret.replace(/\\(.)/g, "$1"),
          secret.replace(/\\([nrt0])/g, (_, each: string) =>
            each === "n" ? "\n" : each === "r" ? "\r" : each === "t" ? "\t" : "\0",
          ),
          secret.replace(/\\/g, ""),
        ],
        "the {secret} with its escape sequences (\\n, \\\\) read, or without them",
        "the {secret} with backslashes as they are written, such as the two characters \\n",
      ),
      ...mistaken(
        secret,
        [secret.replace(/\\/g, "\\\\"), secret.replace(/(["'$`\\])/g, "\\$1"), `${secret}\\n`],
        "the {secret} with escape sequences that nobody read",
        "the {secret} without them",
      ),
    ],
  },
  {
    id: "dollar-escaped",
    entryId: "dollar_escaped",
    remedy:
      "Compare how both sides write a dollar sign: Compose and Make want $$ for one, other files do not.",
    of: (secret) => [
      ...mistaken(
        secret,
        [secret.replace(/\$\$/g, "$"), secret.replace(/\\\$/g, "$")],
        'the {secret} with a single "$"',
        'the {secret} with the escaped "$$" (or "\\$")',
      ),
      ...mistaken(
        secret,
        [secret.replace(/\$/g, "$$$$"), secret.replace(/\$/g, "\\$")],
        'the {secret} with its "$" escaped, as "$$" or "\\$"',
        'the {secret} with a single "$"',
      ),
    ],
  },
  {
    id: "dollar-expanded",
    entryId: "dollar_expanded",
    remedy:
      "Put the {secret} in single quotes where a shell or a .env library reads it, so that $ and what follows stays.",
    of: (secret) =>
      mistaken(
        secret,
        [
          secret.replace(/\$\{?\w+\}?/g, ""),
          secret.replace(/\$(?:\{\w+\}|[A-Za-z_]\w*|\d)/g, ""),
          secret.replace(/\$\w+/, ""),
          secret.replace(/!\w*/g, ""),
          secret.replace(/`[^`]*`?/g, ""),
          secret.replace(/%\w+%/g, ""),
          secret.replace(/\$/g, ""),
        ],
        "the {secret} with $… replaced by nothing, as a shell or a .env library expands a variable that is not set",
        "the {secret} with $… as it is written",
      ),
  },
];
