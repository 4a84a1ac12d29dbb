/**
 * Takes the README's pictures anew: `npm run pictures`. A run that fails on a fault of the
 * sandbox, as a terminal shows it, and its HTML report.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launchBrowser } from "./launch-browser.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORDS = ["conformance", "webhook", "--sandbox", "--fault", "webhook.verifies-reserialised"];

/** Enough to see the verdicts and the first explanation. */
const LINES = 37;

const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-pictures-"));
const report = join(folder, "report.html");
const { stdout } = spawnSync(
  process.execPath,
  [
    join(ROOT, "bin/playcamp-gw.js"),
    ...WORDS,
    "--reporter",
    "table",
    "--reporter",
    `html=${report}`,
  ],
  { encoding: "utf8", env: { ...process.env, FORCE_COLOR: "1" } },
);

const browser = await launchBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 760, height: 560 },
    deviceScaleFactor: 2,
  });
  await page.setContent(
    terminalPage(
      `$ npx playcamp-gw ${WORDS.join(" ")}\n${stdout.split("\n").slice(0, LINES).join("\n")}`,
    ),
  );
  await page.locator("pre").screenshot({ path: join(ROOT, ".github/images/run.png") });
  await page.goto(pathToFileURL(report).href);
  await page.screenshot({ path: join(ROOT, ".github/images/report.png") });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The few escape sequences that the table uses, as HTML. */
function terminalPage(text: string): string {
  const styles: Readonly<Record<string, string>> = {
    "1": "font-weight:bold",
    "2": "opacity:.6",
    "31": "color:#ff7b72",
    "32": "color:#7ee787",
    "33": "color:#e3b341",
    "36": "color:#79c0ff",
  };
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/\u001b\[(\d+)m/g, (_, code: string) =>
      styles[code] === undefined ? "</span>" : `<span style="${styles[code]}">`,
    );
  return `<style>body{margin:0}pre{margin:0;padding:20px 24px;background:#0d1117;color:#e6edf3;font:13px/1.45 monospace;white-space:pre-wrap}</style><pre>${escaped}</pre>`;
}
