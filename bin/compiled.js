// Runs a built file with the code that V8 made of it in an earlier run, functions that were
// called late included: Node 20 keeps no code, and newer ones what was compiled at once. Kept beside the built file, where whoever could
// change it could change the program as well, and checked, because V8 trusts it.
"use strict";
const { hash } = require("node:crypto");
const {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { dirname, join, basename } = require("node:path");
const { Script } = require("node:vm");

const DIGEST_BYTES = 32;
const Module = module.constructor;

/**
 * Puts a CommonJS file among the loaded ones, so that whoever requires it finds it there.
 *
 * @param {string} file absolute
 * @param {string} folder where compiled code is kept; one that cannot be written costs only time
 */
exports.preload = (file, folder) => {
  const kept = join(folder, `${basename(file)}-${process.version}-${process.arch}.bin`);
  const isTrusted = exports.isTrusted(folder, file);
  const cachedData = isTrusted ? read(kept, file) : undefined;
  // The build writes nothing beyond ASCII, and this is read faster.
  const script = new Script(Module.wrap(readFileSync(file, "latin1")), {
    filename: file,
    cachedData,
  });
  if (isTrusted && (cachedData === undefined || script.cachedDataRejected))
    // By then the functions of a whole run are compiled.
    process.once("exit", () => keep(kept, script.createCachedData()));
  const loaded = new Module(file, module);
  loaded.filename = file;
  require.cache[file] = loaded;
  const run = script.runInThisContext();
  run(loaded.exports, Module.createRequire(file), loaded, file, dirname(file));
  loaded.loaded = true;
};

/**
 * Whether nobody but this user, and whoever installed the program, can write there; made where it is not yet.
 *
 * @param {string} folder
 * @param {string} file of the program
 * @param {number} mode that the folder may have at most
 */
exports.isTrusted = (folder, file, mode = 0o755) => {
  try {
    mkdirSync(folder, { recursive: true, mode });
    const about = statSync(folder);
    return (
      isOurs(about, file) && (process.platform === "win32" || (about.mode & 0o777 & ~mode) === 0)
    );
  } catch {
    return false;
  }
};

function isOurs(about, file) {
  // Windows keeps permissions elsewhere, and an installed program where others cannot write.
  if (process.platform === "win32") return true;
  const owners = [process.getuid(), statSync(file).uid];
  return owners.includes(about.uid) && (about.mode & 0o022) === 0;
}

function read(path, file) {
  let bytes;
  try {
    if (!isOurs(lstatSync(path), file)) return undefined;
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const code = bytes.subarray(DIGEST_BYTES);
  return digestOf(code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
}

function keep(path, code) {
  const begun = `${path}.${process.pid}`;
  try {
    // Whatever the umask: what others can write, V8 would run as this user.
    writeFileSync(begun, Buffer.concat([digestOf(code), code]), { mode: 0o644, flag: "wx" });
    renameSync(begun, path);
  } catch {
    // A folder that is not ours to write to, or a full disk: the next start compiles anew.
    discard(begun);
  }
}

function discard(path) {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}

function digestOf(code) {
  return hash("sha256", code, "buffer");
}
