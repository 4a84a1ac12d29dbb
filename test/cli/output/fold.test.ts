import { expect, it } from "vitest";
import { fold } from "../../../src/cli/output/fold.js";
import { hostile } from "../../hostile-server.js";
import { createWorld } from "../world.js";

it.each([
  ["nothing", ""],
  ["a short text", "abc"],
  ["just over the limit", "x".repeat(4_100)],
  ["a few lines", "line\n".repeat(50)],
])("%s is left whole", (_, text) => {
  expect(fold(text, true)).toBe(text);
});

it.each([
  ["one long line", "x".repeat(150_000), 4_000],
  ["many lines", "line\n".repeat(1_000), 60 * 5 - 1],
  ["a cut character", "x".repeat(3_999) + "😀".repeat(1_000), 3_999],
])("%s is folded, and says how much is left", (_, text, shown) => {
  const folded = fold(text, true);
  expect(folded.split("\n… ")[0]).toBe(text.slice(0, shown));
  expect(folded).toContain(`… ${text.length - shown} more of ${text.length} characters`);
  expect(fold(text, false)).toBe(text);
});

const BODY = JSON.stringify({ list: Array.from({ length: 15_000 }, (_, at) => `item-${at}`) });

it.each([["fire-webhook sponsor.created --verbose"], ["deliveries show last"]])(
  "on a terminal, but not in a pipe: %s",
  async (line) => {
    const { url } = await hostile((socket) =>
      socket.end(
        `HTTP/1.1 500 X\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`,
      ),
    );
    const world = await createWorld({
      profile: { partner: "acme", webhook: { url, secret: { env: "SECRET" } } },
      env: { SECRET: "hook-secret-4712" },
    });
    await world.run(["fire-webhook", "sponsor.created"]);
    const terminal = { outIsTerminal: true, errIsTerminal: true };
    const seen = await world.run(line.split(" "), { seen: terminal });
    const piped = await world.run(line.split(" "));
    expect((seen.out + seen.err).length).toBeLessThan(20_000);
    expect(seen.out + seen.err).toMatch(/… \d+ more of \d+ characters/);
    expect(piped.out + piped.err).toContain("item-14999");
  },
);
