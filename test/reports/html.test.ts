/** What can be said of the page without a browser; the rest is in test/browser. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { html } from "../../src/reports/formats/html.js";
import {
  bodyOf,
  checkOf,
  checkOfEachStatus,
  exchangeOf,
  nastyCheck,
  reportOf,
} from "./sample-report.js";

const render = (report: ReturnType<typeof reportOf>) =>
  html.render(report, { color: false, columns: 80 });

function between(text: string, open: string, close: string): string[] {
  return text
    .split(open)
    .slice(1)
    .map((piece) => piece.split(close)[0] ?? "");
}

it("has one style and one script, both named by the policy", () => {
  const page = render(reportOf([...checkOfEachStatus(), nastyCheck()]));
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const hashOf = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  const styles = between(page, "<style>", "</style>");
  const scripts = between(page, "<script>", "</script>");
  expect([styles.length, scripts.length]).toEqual([1, 1]);
  expect(policy.replaceAll("&#39;", "'")).toBe(
    `default-src 'none'; style-src '${hashOf(styles[0] ?? "")}'; script-src '${hashOf(scripts[0] ?? "")}'; base-uri 'none'; form-action 'none'`,
  );
});

it("names target and environment, in the title too", () => {
  const report = reportOf(checkOfEachStatus());
  const target = { wallet: "https://staging.game.example:8443/gp" };
  const page = render({ ...report, target, environment: "staging" });
  expect(page).toMatch(/<title>\w+ at staging\.game\.example:8443: /);
  expect(page).toContain("<dt>Environment</dt><dd>staging</dd>");
  expect(page).toContain("<dt>Target, wallet</dt><dd><code>https://staging.game.example:8443/gp");
  expect(render({ ...report, environment: null })).toContain("<dt>Environment</dt><dd>none</dd>");
});

it("lets hostile text be text", () => {
  const page = render(reportOf([nastyCheck()]));
  expect(page).not.toMatch(/<b>bold|<img|<script>alert|--> <!--/);
  expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
});

it("refers to nothing outside itself", () => {
  const page = render(reportOf(checkOfEachStatus()));
  expect(page).not.toMatch(/\s(?:src|srcset|action|style|on\w+)=|@import|url\(/i);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? "");
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !link.startsWith("#"))).toEqual([]);
});

it("links to anchors that exist, once each, even when an id comes twice", () => {
  const page = render(reportOf([checkOf({ status: "fail" }), checkOf({ status: "fail" })]));
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, link = ""] of page.matchAll(/href="#([^"]*)"/g)) {
    expect(ids).toContain(decodeURIComponent(link));
  }
});

it("cuts a body at 64 KiB and says so", () => {
  const body = bodyOf("z".repeat(100 * 1024));
  const evidence = [exchangeOf({ response: { status: 200, headers: [], body } })];
  const page = render(reportOf([checkOf({ status: "fail", evidence })]));
  expect(page).toContain(`(cut here: ${36 * 1024} more bytes are in the json report)`);
  expect(Math.max(...(page.match(/z+/g) ?? []).map((run) => run.length))).toBe(64 * 1024);
});
