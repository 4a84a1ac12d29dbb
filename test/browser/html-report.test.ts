/** The HTML report in a real browser: it is usable, reaches for nothing, and runs nothing that a target wrote. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./launch-browser.js";
import { html } from "../../src/reports/formats/html.js";
import {
  checkOfEachStatus,
  nastyCheck,
  passingChecks,
  reportOf,
} from "../reports/sample-report.js";

const OUTPUT = new URL("../../test-output/", import.meta.url).pathname;
const PAGE = join(tmpdir(), `playcamp-gw-html-${process.pid}.html`);

const CALM = reportOf([...passingChecks(24), ...checkOfEachStatus()]);
const HOSTILE = reportOf([...checkOfEachStatus(), nastyCheck()]);

let browser: Browser;
beforeAll(async () => {
  mkdirSync(OUTPUT, { recursive: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(PAGE, { force: true });
});

interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

async function open(report = CALM, options: BrowserContextOptions = {}): Promise<Opened> {
  writeFileSync(PAGE, html.render(report, { color: false, columns: 80 }));
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(PAGE).href);
  return {
    page,
    requests: requests.filter((url) => !url.startsWith("file:")),
    errors,
  };
}

const shownIds = (page: Page) => page.locator(".check:visible > summary .id").allTextContents();

describe("the page", () => {
  it.each([
    ["a usual report", CALM],
    ["one full of hostile text", HOSTILE],
  ])("asks the network for nothing and breaks no rule of its policy: %s", async (_, report) => {
    const { page, requests, errors } = await open(report);
    expect(await page.locator("h1").textContent()).toBe("Incomplete");
    expect(await page.locator(".check").count()).toBe(report.checks.length);
    expect(await page.locator("script, img, iframe, link, object").count()).toBe(1);
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
  });

  it("lets no script run that it did not bring", async () => {
    const { page } = await open();
    const ran = await page.evaluate(`(() => {
      const script = document.createElement("script");
      script.textContent = "window.forged = true";
      document.body.append(script);
      return window.forged === true;
    })()`);
    expect(ran).toBe(false);
  });

  it("reads without script, filters hidden", async () => {
    const { page } = await open(CALM, { javaScriptEnabled: false });
    expect(await page.locator(".filters").isVisible()).toBe(false);
    await page.locator(".check.fail > summary").click();
    expect(await page.locator(".check.fail .transcript").isVisible()).toBe(true);
  });
});

describe("filters", () => {
  it("narrow by status, level and words, and say how many are left", async () => {
    const { page } = await open();
    const output = page.locator("#shown");
    expect(await output.textContent()).toBe("All 32 checks");
    await page.locator('.chip[data-value="fail"]').click();
    expect(await shownIds(page)).toEqual(["wallet.withdraw.duplicate-moves-money-once"]);
    expect(await output.textContent()).toBe("1 of 32 checks");
    await page.locator('.chip[data-value="warn"]').click();
    expect(await shownIds(page)).toHaveLength(2);
    await page.locator('.chip[data-value="SHOULD"]').click();
    expect(await shownIds(page)).toEqual(["entry.token.extra-parts-are-refused"]);
    await page.locator("#reset").click();
    await page.keyboard.type("close_round idempotent");
    expect(await shownIds(page)).toEqual(["wallet.close-round.is-idempotent"]);
    await page.keyboard.type(" nowhere");
    expect(await page.locator("#empty").isVisible()).toBe(true);
  });

  it("work from the keyboard alone", async () => {
    const { page } = await open();
    await page.keyboard.press("/");
    await page.keyboard.type("ECONNREFUSED");
    expect(await shownIds(page)).toEqual(["wallet.deposit.win-credits-once"]);
    await page.keyboard.press("Escape");
    expect(await page.locator("#shown").textContent()).toBe("All 32 checks");
    const chip = page.locator('.chip[data-value="stale"]');
    await chip.focus();
    await page.keyboard.press("Space");
    expect(await chip.getAttribute("aria-pressed")).toBe("true");
    await page.locator(".check:visible > summary").focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(".check:visible .body").isVisible()).toBe(true);
  });
});

describe("a check", () => {
  const anchor = "check-wallet.withdraw.duplicate-moves-money-once";

  it("opens when a link points to it", async () => {
    const { page } = await open();
    await page.locator(`.attention a[href="#${anchor}"]`).click();
    await page.locator(`[id="${anchor}"][open]`).waitFor();
    expect(await page.locator(`[id="${anchor}"] .about`).isVisible()).toBe(true);
  });

  it("shows its transcript pretty or raw", async () => {
    const { page } = await open();
    const check = page.locator(`[id="${anchor}"]`);
    await check.locator("> summary").click();
    expect(await check.locator(".pretty pre").first().innerText()).toContain('"amount": 100');
    await check.getByLabel("Raw").check();
    expect(await check.locator(".pretty").first().isVisible()).toBe(false);
    expect(await check.locator(".raw pre").first().innerText()).toContain('"amount":100');
  });

  it("copies its command lines as they are", async () => {
    const { page } = await open(CALM, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const check = page.locator(`[id="${anchor}"]`);
    await check.locator("> summary").click();
    const failed = CALM.checks.find((each) => each.status === "fail");
    const lines = [failed?.reproduce, ...(failed?.curl ?? [])];
    expect(await check.locator("button.copy").count()).toBe(lines.length);
    for (const [nth, line] of lines.entries()) {
      const button = check.locator("button.copy").nth(nth);
      await button.click();
      await button.getByText("Copied").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(line);
    }
  });
});

describe("the layout", () => {
  it.each([320, 390, 768, 1280])("never scrolls sideways at %i pixels", async (width) => {
    const { page } = await open(HOSTILE, {
      viewport: { width, height: 800 },
    });
    await page.locator("#open").click();
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
  });

  it("prints the details of what did not pass, and no controls", async () => {
    const { page } = await open();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".filters").isVisible()).toBe(false);
    expect(await page.locator(".check.fail .transcript").isVisible()).toBe(true);
    expect(await page.locator(".check.pass .body").first().isVisible()).toBe(false);
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { viewport: { width: 390, height: 844 } }],
  ] as const)("has a picture to look at: %s", async (name, options) => {
    const { page } = await open(CALM, options);
    await page.locator(".check.fail > summary").click();
    // The filters stay at the window's top, wherever that is in the picture.
    await page.evaluate("scrollTo(0, 0)");
    const path = join(OUTPUT, `html-${name}.png`);
    const picture = await page.screenshot({ path, fullPage: true });
    expect(picture.byteLength).toBeGreaterThan(10_000);
  });

  it("has a printed picture to look at", async () => {
    const { page } = await open();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.setViewportSize({ width: 760, height: 1000 });
    await page.screenshot({
      path: join(OUTPUT, "html-print.png"),
      fullPage: true,
    });
    const pdf = await page.pdf({
      path: join(OUTPUT, "html-report.pdf"),
      format: "A4",
    });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  });
});
