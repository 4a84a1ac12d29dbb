/** Flags that several commands about load plans take. */
import { flag, integer, value } from "../../options.js";
import { parseRunId, parseShard } from "../../run-flags.js";

export const shardOption = {
  shard: value("--shard <i/n>", "run the i-th of n parts", parseShard),
};

export const runIdOption = {
  runId: value(
    "--run-id <id>",
    "sends the very same identifiers as another run of this id (default: new ones)",
    parseRunId,
  ),
};

export const workersOption = {
  workers: integer(
    "--workers <n>",
    "measure with n threads, for more processors: results are joined exactly, and the journal keeps no delivery",
    { min: 1, max: 64 },
  ),
};

export const remoteLoadOption = {
  allowRemoteLoad: flag(
    "--allow-remote-load",
    "allow the load to go to another host than this machine",
  ),
};
