#!/usr/bin/env node
// Checks the Node version in syntax that old ones understand, then loads the bundle.
// CommonJS, see package.json beside it: Node starts it without its module loader.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [major, minor] = process.versions.node.split(".").map(Number);
const words = process.argv.slice(2).join(" ");
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(
    `error: playcamp-gw needs Node.js 20.18 or newer; this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else if (words === "--version") {
  print(`${JSON.parse(read("../package.json")).version}\n`);
} else if (words === "--help" || words === "") {
  // Rendered by the build: whoever only asks what there is waits for no parser.
  print(read("../dist/help.txt"));
} else {
  start();
}

// Kept between runs, compiled code saves a third of what the program takes to start. What Node keeps
// by itself holds no function that was first called later, so the hot path is kept here.
function start() {
  const { isTrusted, preload } = require("./compiled.js");
  const file = join(__dirname, "../dist", read("../dist/hot-path.txt"));
  const folder = join(__dirname, "../dist/compiled");
  const nodes = join(folder, "node");
  const { enableCompileCache } = require("node:module");
  // What Node writes in it follows the umask: nobody else may even enter.
  if (enableCompileCache && isTrusted(nodes, __filename, 0o700)) enableCompileCache(nodes);
  if (isPlainNode()) preload(file, folder);
  require(file).main();
}

// What was compiled under other flags V8 does not take; two kinds of calls would for ever undo each other's work.
function isPlainNode() {
  const { NODE_OPTIONS, NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  return !(
    process.execArgv.length > 0 ||
    NODE_OPTIONS ||
    NODE_V8_COVERAGE ||
    NODE_DISABLE_COMPILE_CACHE
  );
}

function read(path) {
  return readFileSync(join(__dirname, path), "utf8");
}

// A reader that has seen enough, such as `head`, is no error of ours.
function print(text) {
  process.stdout.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.stdout.write(text);
}
