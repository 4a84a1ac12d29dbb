/** `plan run`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, type OptionsOf } from "../../options.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";
import { remoteLoadOption, runIdOption, shardOption, workersOption } from "./plan-options.js";

const options = {
  ...shardOption,
  ...runIdOption,
  out: file("--out <file>", "write the result to this file, for plan merge"),
  ...workersOption,
  ...remoteLoadOption,
  ...sandboxOption("send to a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const planRun = defineCommand({
  name: "plan run",
  group: "Load",
  summary: "run a load plan: deliveries or rounds at given rates",
  description: `Sends what a plan file says, at the target of the profile, and measures. A plan:

{ "version": 1, "seed": 1,
  "webhook": { "mix": [ { "weight": 3, "events": ["payment.created"] },
                        { "events": ["sponsor.created"] } ],
               "accounts": { "first": 100001, "count": 1000 } },
  "stages": [ { "from": 10, "to": 200, "duration": "30s" },
              { "rate": 200, "duration": "2m" },
              { "concurrency": 16, "count": 5000 } ] }

With "wallet": { "mix": [ { "bets": 3, "outcome": "mixed", "stake": 1000 } ], "accounts": 4 } in place of webhook, it plays whole rounds, each account one at a time, and compares the balances at the target with the reports. A plan plays 1,000,000 rounds or sends 1,000,000,000 deliveries at most. It holds no address and no secret.

The nth of a stage is the same whoever sends it: its kind, user and amounts come from the seed, its identifiers from the seed and the run id.

It goes to this machine only, unless --allow-remote-load is given. The package holds the JSON Schema as dist/load-plan.schema.json.`,
  arguments: [{ name: "<file>", description: "the plan", values: { files: "plain" } }],
  options,
  examples: [
    "playcamp-gw plan run load.json --sandbox",
    "playcamp-gw plan run load.json --shard 1/4 --out result-1.json --sandbox",
  ],
  load: () => import("./plan-run.run.js"),
});
