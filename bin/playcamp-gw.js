#!/usr/bin/env node
// Checks the Node version in syntax that old ones understand, then loads the bundle.
import process from "node:process";
import * as nodeModule from "node:module";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(
    `error: playcamp-gw needs Node.js 20.18 or newer; this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else {
  // Newer Nodes keep compiled code between runs, which halves the start-up.
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  const { main } = await import("../dist/cli.js");
  await main();
}
