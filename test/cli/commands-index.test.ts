import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";

describe("the registry of commands", () => {
  it.each(COMMANDS.map((entry) => [entry.name, entry] as const))(
    "names %s as it is declared",
    async (name, { load }) => {
      expect((await load()).name).toBe(name);
    },
  );
});
