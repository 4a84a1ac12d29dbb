#!/usr/bin/env node
// Checks the Node version in syntax that old ones understand, then loads the bundle.
// CommonJS, see package.json beside it: Node starts it without its module loader.
"use strict";
const fs = require("node:fs");
const { basename, dirname, sep } = require("node:path");

const [major, minor] = process.versions.node.split(".").map(Number);
const words = process.argv.slice(2).join(" ");
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(
    `error: playcamp-gw needs Node.js 20.18 or newer; this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else if (words === "--version") {
  print(`${JSON.parse(read("package.json")).version}\n`);
} else if (words === "--help" || words === "") {
  // Rendered by the build: whoever only asks what there is waits for no parser.
  print(read("dist/help.txt"));
} else {
  start();
}

function read(path) {
  return fs.readFileSync(`${__dirname}/../${path}`, "utf8");
}

// To open stdout as a stream, and to take the heap down, takes longer than all else here.
function print(text) {
  let rest = Buffer.from(text);
  try {
    // On Windows Node alone knows how to write to a terminal.
    while (rest.length > 0 && process.platform !== "win32")
      rest = rest.subarray(fs.writeSync(1, rest));
  } catch (error) {
    // A reader that is not ready yet; one that has seen enough, such as `head`, is no error of ours.
    if (error.code === "EAGAIN") process.stdout.on("error", unlessUnread).write(rest);
    else unlessUnread(error);
    return;
  }
  if (rest.length === 0) process.exit();
  process.stdout.on("error", unlessUnread).write(rest);
}

function unlessUnread(error) {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: the result could not be written: ${error.message}\n`);
  process.exitCode = 3;
}

// Kept between runs, compiled code saves a third of what the program takes to start. What Node keeps
// by itself holds no function that was first called later, so the hot path is kept here.
function start() {
  // Put together by hand: each path that Node joins costs this start a tenth of a millisecond.
  const dist = `${dirname(__dirname)}${sep}dist${sep}`;
  const file = dist + read("dist/hot-path.txt").replace("/", sep);
  const folder = `${dist}compiled`;
  const keepOther = () => {
    const nodes = `${folder}${sep}node`;
    const { enableCompileCache } = require("node:module");
    // What Node writes in it follows the umask: nobody else may even enter.
    if (enableCompileCache && isTrusted(nodes, 0o700)) enableCompileCache(nodes);
  };
  if (isPlainNode()) {
    loadKept(file, folder, keepOther).main();
  } else {
    keepOther();
    require(file).main();
  }
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

/**
 * Loads a CommonJS file with the code that V8 made of it in an earlier run, functions that were called
 * late included: Node 20 keeps no code, and newer ones what was compiled at once.
 *
 * @param {string} file absolute
 * @param {string} folder where compiled code is kept, beside the file, so that whoever could change it
 *   could change the program as well; one that cannot be written costs only time
 * @param {() => void} onOther called before the first other file is loaded
 * @returns what the file exports
 */
function loadKept(file, folder, onOther) {
  const { Script } = require("node:vm");
  const Module = module.constructor;
  const kept = `${folder}${sep}${basename(file)}-${process.version}-${process.arch}.bin`;
  const mayKeep = isTrusted(folder, 0o755);
  const cachedData = mayKeep ? readKept(kept) : undefined;
  // The build writes nothing beyond ASCII, and this is read faster.
  const source = Module.wrap(fs.readFileSync(file, "latin1"));
  const script = new Script(source, { filename: file, cachedData });
  if (mayKeep && (cachedData === undefined || script.cachedDataRejected))
    // By then the functions of a whole run are compiled.
    process.once("exit", () => keep(kept, script.createCachedData()));
  const loaded = new Module(file, module);
  loaded.filename = file;
  // Whoever requires it finds it there.
  require.cache[file] = loaded;
  let isAlone = true;
  const requireFrom = (name) => {
    if (isAlone && name.startsWith(".")) {
      isAlone = false;
      onOther();
    }
    return loaded.require(name);
  };
  const run = script.runInThisContext();
  run(loaded.exports, requireFrom, loaded, file, dirname(file));
  loaded.loaded = true;
  return loaded.exports;
}

/**
 * Whether nobody but this user, and whoever installed the program, can write there; made where it is not yet.
 *
 * @param {string} folder
 * @param {number} mode that the folder may have at most
 */
function isTrusted(folder, mode) {
  try {
    const before = fs.statSync(folder, { throwIfNoEntry: false });
    if (before === undefined) fs.mkdirSync(folder, { recursive: true, mode });
    const about = before ?? fs.statSync(folder);
    const others = process.platform === "win32" ? 0 : about.mode & 0o777 & ~mode;
    return about.isDirectory() && others === 0 && isOurs(about);
  } catch {
    return false;
  }
}

function isOurs(about) {
  // Windows keeps permissions elsewhere, and an installed program where others cannot write.
  if (process.platform === "win32") return true;
  const isOwn = about.uid === process.getuid() || about.uid === fs.statSync(__filename).uid;
  return isOwn && (about.mode & 0o022) === 0;
}

/** V8 trusts such code, so it stands there twice: what a disk damaged differs. Node's digests take longer to load. */
function readKept(path) {
  let file;
  try {
    const about = fs.lstatSync(path);
    if (!isOurs(about)) return undefined;
    file = fs.openSync(path);
    const code = Buffer.allocUnsafeSlow(about.size / 2);
    const part = Buffer.allocUnsafeSlow(64 * 1024);
    let length = fs.readSync(file, code);
    if (length !== code.length) return undefined;
    for (let at = 0; at < code.length; at += length) {
      length = fs.readSync(file, part);
      if (length === 0 || !part.subarray(0, length).equals(code.subarray(at, at + length)))
        return undefined;
    }
    return code;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

function keep(path, code) {
  const begun = `${path}.${process.pid}`;
  try {
    // Whatever the umask: what others can write, V8 would run as this user.
    fs.writeFileSync(begun, Buffer.concat([code, code]), { mode: 0o644, flag: "wx" });
    fs.renameSync(begun, path);
  } catch {
    // A folder that is not ours to write to, or a full disk: the next start compiles anew.
    discard(begun);
  }
}

function discard(path) {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}
