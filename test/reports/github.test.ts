import { expect, it } from "vitest";
import { github } from "../../src/reports/formats/github.js";
import { checkOf, nastyCheck, reportOf } from "./sample-report.js";

const render = (...args: Parameters<typeof reportOf>) =>
  github.render(reportOf(...args), { color: false, columns: 80 });
const commandsOf = (text: string) =>
  text
    .split("\n")
    .map((line) => /^\s*::([\w-]+)/.exec(line)?.[1])
    .filter((name) => name !== undefined);

it("lets hostile text forge no command, new or old", () => {
  const text = render([nastyCheck()]);
  expect(commandsOf(text)).toEqual(["error", "group", "endgroup", "notice"]);
  expect(text).not.toContain("##[");
  expect(text).not.toContain("\r");
});

it("escapes titles and messages", () => {
  const id = "wallet.100%:a,b";
  const [line] = render([checkOf({ id, status: "fail", message: "50%, a: b" })]).split("\n");
  expect(line).toMatch(/^::error title=fail%3A wallet\.100%25%3Aa%2Cb \(MUST\)::50%25, a: b%0A/);
});

it("stays within the annotations that GitHub shows, and says how many it left out", () => {
  const checks = Array.from({ length: 25 }, (_, index) =>
    checkOf({
      id: `wallet.a.${index}`,
      status: index < 13 ? "blocked" : "warn",
      message: "m",
    }),
  );
  const text = render(checks);
  const commands = commandsOf(text);
  expect(commands.filter((name) => name === "error")).toHaveLength(10);
  expect(commands.filter((name) => name === "warning")).toHaveLength(10);
  expect(text).toContain("Not annotated, see the log: 3 more errors, 2 more warnings.");
  expect(commands.at(-1)).toBe("notice");
});
