import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.js";

/** Servers written from the protocols alone, by the hundred: too long for every run of the tests. */
const strangers = mergeConfig(base, defineConfig({}));
strangers.test.include = ["test/contract/strangers/**/*.test.ts"];
strangers.test.exclude = [];
export default strangers;
