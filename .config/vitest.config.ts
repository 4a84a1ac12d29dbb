import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/contract/strangers/**", "test/receivers/**"],
    globalSetup: ["test/e2e/build-when-stale.ts"],
    setupFiles: [fileURLToPath(new URL("vitest.setup.ts", import.meta.url))],
    // No test changes a module, and a fresh set of them for each file costs a third of the time.
    isolate: false,
    // Left alone, one core of two would only watch.
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
