/** When a target is asked no more, and what it takes to be asked again. */
import { describe, expect, it } from "vitest";
import { createTargetHealth } from "../../src/conformance/health.js";
import type { HttpFailureKind, HttpOutcome } from "../../src/core/http.js";
import { failed, replied } from "../fake-http.js";

/** `429*23 200` as outcomes: a status or a failure, and how often. */
function outcomes(story: string): readonly HttpOutcome[] {
  return story.split(" ").flatMap((part) => {
    const [what = "", times = "1"] = part.split("*");
    const outcome = /^\d+$/.test(what) ? replied(Number(what)) : failed(what as HttpFailureKind);
    return Array.from({ length: Number(times) }, () => outcome);
  });
}

const reasonAfter = (story: string): string | null => {
  const health = createTargetHealth();
  outcomes(story).forEach((outcome) => health.note(outcome));
  return health.reason();
};

describe("a target is asked no more after", () => {
  it.each([
    ["429*24", /429 Too Many Requests 24 times in a row; slow the run/],
    ["200 429*24", /24 times/],
    ["refused*2", /the target is unreachable: refused/],
    ["dns connect-timeout", /unreachable: connect-timeout/],
    ["response-timeout*4", /stopped answering: 4 requests in a row/],
    ["total-timeout response-timeout*3", /4 requests in a row/],
  ])("%s", (story, reason) => {
    expect(reasonAfter(story)).toMatch(reason);
  });
});

describe("a target is still asked after", () => {
  it.each([
    ["429*23"],
    ["429*23 200 429*23"],
    ["429*23 reset 429*23"],
    ["refused"],
    ["refused 500 refused"],
    ["response-timeout*3 200 response-timeout*3"],
    ["reset*30"],
    ["flood*30 malformed*30"],
  ])("%s", (story) => {
    expect(reasonAfter(story)).toBeNull();
  });
});

it.each([
  ["refused*2 response-timeout*9 429*30", /unreachable/],
  ["429*24 refused*9", /429/],
  ["429*24 200*100", /429/],
])("the first reason stays: %s", (story, reason) => {
  expect(reasonAfter(story)).toMatch(reason);
});
