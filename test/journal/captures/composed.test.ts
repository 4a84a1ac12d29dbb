import { describe, expect, it } from "vitest";
import { composedMessage } from "../../../src/journal/captures/composed.js";

const compose = (url: string, variables: Readonly<Record<string, string>>) =>
  composedMessage(
    { method: "post", url, headers: [], body: "{{body}}", contentType: "application/json" },
    new Map(Object.entries({ body: "{}", ...variables })),
  );

describe("variables of a stored request", () => {
  it("are filled in, also where they name each other", () => {
    const message = compose("{{base}}/{{ _.path }}", {
      base: "http://{{host}}",
      host: "shop.example",
      path: "hook",
    });
    expect(message.request.url).toBe("http://shop.example/hook");
  });

  it.each([
    ["{{base}}/x", {}, "{{base}} has no value"],
    ["{{a}}", { a: "{{b}}", b: "{{a}}" }, "has no value"],
    ["ftp://{{a}}", { a: "x" }, "no http:// or https:// one"],
  ])("of %s that cannot be filled refuse it", (url, variables, problem) => {
    expect(() => compose(url, variables)).toThrow(problem);
  });

  it("that multiply are refused, in bounded memory", () => {
    const names = "abcdefgh".split("");
    const multiplied = Object.fromEntries(
      names.map((name, at) => [name, `{{${names[at + 1] ?? "end"}}}`.repeat(1_000)]),
    );
    expect(() => compose("http://{{a}}", { ...multiplied, end: "x" })).toThrow("more than");
  });
});
