import { describe, expect, it } from "vitest";
import { diagnoseControl } from "../../../src/conformance/diagnosis/control.js";
import type { Exchange } from "../../../src/core/http-exchange.js";
import type { HeaderPair, HttpFailureKind } from "../../../src/core/http.js";
import type { CheckResult } from "../../../src/core/report.js";
import { bodyOf, checkOf, exchangeOf } from "../../reports/sample-report.js";

const URL_ASKED = "https://game.test/hook?usn=1";

function sent(over: Partial<Exchange>): Exchange {
  const { request } = exchangeOf();
  return exchangeOf({ request: { ...request, url: URL_ASKED }, ...over });
}

const answered = (status: number, text = "", headers: readonly HeaderPair[] = []) =>
  sent({ response: { status, headers, body: bodyOf(text) } });
const silent = (kind: HttpFailureKind, message: string) =>
  sent({ response: null, failure: { kind, message } });

function control(evidence: readonly Exchange[], over: Partial<CheckResult> = {}): CheckResult {
  return checkOf({ id: "webhook.control", suite: "webhook", status: "fail", evidence, ...over });
}

describe("the control of a suite", () => {
  it.each([
    ["404", answered(404, "Cannot POST /hook"), "nothing is served at", "url", "likely"],
    ["405", answered(405), "does not take this method", "url", "proved"],
    ["401", answered(401, "no"), "a right credential is refused", "credential", "likely"],
    ["403", answered(403), "may not be used from here", "advice", "likely"],
    ["400", answered(400, "unknown user"), "the content of a right request", "content", "likely"],
    ["422", answered(422), "the content of a right request", "content", "likely"],
    ["407", answered(407), "a proxy before", "advice", "proved"],
    ["429", answered(429), "takes no more requests", "advice", "proved"],
    [
      "503 that asks to wait",
      answered(503, "", [["Retry-After", "5"]]),
      "takes no more requests",
      "advice",
      "proved",
    ],
    ["500", answered(500, "boom"), "the target fails at a right request", "log", "proved"],
    ["a refused connection", silent("refused", "refused"), "refused", "url", "proved"],
    ["an unknown name", silent("dns", "no such host"), "no such host", "url", "proved"],
    ["a late reply", silent("response-timeout", "no reply within 5 s"), "5 s", "log", "proved"],
    ["a bad certificate", silent("tls", "expired"), "expired", "advice", "proved"],
  ] as const)("%s", (_, exchange, words, kind, certainty) => {
    const found = diagnoseControl(control([exchange]));
    expect(found?.text).toContain(words);
    expect([found?.next.kind, found?.certainty]).toEqual([kind, certainty]);
    expect(found?.text).toContain("https://game.test/hook");
    expect(found?.text).not.toContain("usn=1");
    expect(found?.checks).toEqual(["webhook.control"]);
  });

  it.each([
    [308, "/hook/", "https://game.test/hook/"],
    [301, "https://www.game.test/hook", "https://www.game.test/hook"],
    [302, "//login.test/", "https://login.test/"],
    [308, "/hook/?usn=1", "https://game.test/hook/"],
    [308, "/hook/?of=another", "https://game.test/hook/?of=another"],
  ])("that is redirected with %i to %s names the address", (status, location, suggested) => {
    const found = diagnoseControl(control([answered(status, "", [["Location", location]])]));
    expect(found?.next).toEqual({ kind: "url", suggested });
    expect(found?.text).toContain(suggested);
  });

  it("that was sent once more is told by its last answer", () => {
    const again = { ...answered(401, "no"), step: "control (again after 503)" };
    const found = diagnoseControl(control([answered(503), again]));
    expect(found?.text).toContain("a right credential is refused");
  });

  it("that is sent to a plain port by TLS is told so", () => {
    const found = diagnoseControl(
      control([silent("tls", "TLS: the other side does not speak TLS")]),
    );
    expect(found?.next).toEqual({ kind: "url", suggested: "http://game.test/hook?usn=1" });
  });

  it.each([
    ["was accepted", control([answered(404)], { status: "pass" })],
    ["does not apply", control([answered(404)], { status: "na" })],
    ["is answered 200 with a wrong body", control([answered(200, "{}")])],
    ["was not sent", control([])],
    ["of a page leads elsewhere", control([{ ...answered(302), request: get() }])],
  ])("says nothing of the others where it %s", (_, result) => {
    expect(diagnoseControl(result)).toBeNull();
  });

  it("quotes a long reply in part", () => {
    const found = diagnoseControl(control([answered(400, "x".repeat(5000))]));
    expect(found?.text.length).toBeLessThan(400);
  });
});

function get(): Exchange["request"] {
  return { ...exchangeOf().request, method: "GET" };
}
