/** A target that takes nothing: whatever the suite, the default report is short, and its first line says why. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { hostile } from "../hostile-server.js";
import { EVERY_ROLE_ENV, profileOfEveryRole } from "./every-role.js";
import { createWorld } from "./world.js";

const MOST_LINES = 60;
const SUITES = ["entry", "webhook", "wallet", "payments", "postback"];

const reply = (status: string, ...headers: readonly string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");

const ANSWERS: readonly (readonly [name: string, answer: string, cause: RegExp])[] = [
  ["a wrong path", reply("404 Not Found"), /^LIKELY CAUSE: nothing is served at .*404/],
  [
    "a wrong secret",
    reply("401 Unauthorized"),
    /^LIKELY CAUSE: a right credential is refused .*401/,
  ],
  ["403", reply("403 Forbidden"), /^LIKELY CAUSE: .* may not be used from here.*403/],
  [
    "a redirect",
    reply("308 Permanent Redirect", "Location: http://127.0.0.1:1/right"),
    /^CAUSE: .* redirects with 308 to http:\/\/127\.0\.0\.1:1\/right/,
  ],
];

const cases = SUITES.flatMap((suite) =>
  ANSWERS.map(([name, answer, cause]) => ({ suite, name, answer, cause })),
);

it.each(cases)("$suite: $name", async ({ suite, answer, cause }) => {
  const { url } = await hostile((socket) => socket.end(answer));
  expect(await reportOf(suite, new URL(url).origin)).toMatch(cause);
});

it.each(SUITES)("%s: plain HTTP where TLS was meant", async (suite) => {
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const cause = await reportOf(suite, `https://127.0.0.1:${port}`);
  expect(cause).toMatch(/^CAUSE: .*does not speak TLS/);
});

/** The first paragraph, as one line. */
async function reportOf(suite: string, origin: string): Promise<string> {
  const world = await createWorld({
    profile: profileOfEveryRole(origin),
    env: EVERY_ROLE_ENV,
  });
  const { code, out } = await world.run(["conformance", suite]);
  expect([1, 3]).toContain(code);
  const lines = out.split("\n");
  expect(lines.length).toBeLessThan(MOST_LINES);
  expect(out).toContain("Next: ");
  return lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith("Next: ")),
    )
    .join(" ");
}
