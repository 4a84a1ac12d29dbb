import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The tests that draw cases, or repeat what chance decides. */
function filesWithChance(): string[] {
  return readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.startsWith("browser"))
    .map((name) => `test/${name.replaceAll("\\", "/")}`)
    .filter((path) =>
      /from "(?:fast-check|.*\/soak\.js)"/.test(readFileSync(join(ROOT, path), "utf8")),
    );
}

const soak = mergeConfig(
  base,
  defineConfig({
    test: {
      env: { SOAK: process.env["SOAK"] ?? "1" },
      testTimeout: 1_800_000,
    },
  }),
);
soak.test.include = filesWithChance();
export default soak;
