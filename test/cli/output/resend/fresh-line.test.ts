/** Every message as the command that says it again, and none where that command would not reach the target. */
import { describe, expect, it } from "vitest";
import { freshLine } from "../../../../src/cli/output/resend/fresh-line.js";
import type { ResendTarget } from "../../../../src/cli/output/resend/target-words.js";
import type { SandboxFlags } from "../../../../src/cli/session/sandbox-options.js";
import type {
  FreshCallback,
  FreshDelivery,
  FreshEntry,
  FreshMessage,
  FreshPostback,
} from "../../../../src/conformance/fresh-message.js";

function on(sandbox: SandboxFlags, profile: string | null = null): ResendTarget {
  const none = {
    environment: null,
    line: null,
    overrides: [],
    journal: null,
    cacert: null,
    timeoutMs: null,
  };
  return { flags: { ...none, profile }, sandbox };
}
const OWN = on({});

const entry: FreshEntry = { kind: "entry", usn: "it's", campaign: "", params: [] };
const delivery: FreshDelivery = { kind: "delivery", body: `{"a":"it's"}`, form: null };
const callback: FreshCallback = {
  ...{ kind: "callback", callback: "auth", player: 0, userId: null },
  ...{ action: null, amount: null, txId: null, roundId: null, betTxId: null },
};
const postback: FreshPostback = {
  ...{ kind: "postback", level: 10, uid: "u-1", pid: null, gid: null, reason: null },
  ...{ aliases: {}, auth: null, legacy: null },
};
const poll: FreshMessage = { kind: "poll", fromMs: 0, toMs: 3_600_000 };

describe("the words of a message", () => {
  it.for<[FreshMessage, string]>([
    [
      { ...entry, campaign: "spring sale", params: [["lang", "ko"]] },
      `curl -i "$(playcamp-gw sign-entry --usn 'it'\\''s' --campaign 'spring sale' --param lang=ko)"`,
    ],
    [
      { ...delivery, form: "timestamped" },
      `printf %s '{"a":"it'\\''s"}' | playcamp-gw fire-webhook --data - --signature timestamped`,
    ],
    [callback, "playcamp-gw fire-callback auth"],
    [
      {
        ...{ ...callback, callback: "deposit", action: "WIN", amount: "5440", txId: "tx-1" },
        ...{ roundId: "r-1", betTxId: "tx-0", userId: "nobody", player: 1 },
      },
      "playcamp-gw fire-callback deposit --action WIN --amount 5440 --tx tx-1 --round r-1 --bet-tx tx-0 --user nobody --player 2",
    ],
    [postback, "playcamp-gw send-postback --level 10 --uid u-1"],
    [
      {
        ...{ ...postback, pid: "other", gid: "go", reason: "again" },
        ...{ aliases: { uid: "userId" }, auth: "header", legacy: 1 },
      },
      "playcamp-gw send-postback --level 10 --uid u-1 --pid other --gid go --reason again --spell uid=userId --auth header --legacy-path rewards",
    ],
    [
      poll,
      "playcamp-gw poll-payments --from 1970-01-01T00:00:00.000Z --to 1970-01-01T01:00:00.000Z",
    ],
  ])("%#", ([message, line]) => {
    expect(freshLine(message, OWN)).toBe(line);
  });
});

describe("the target of a message", () => {
  it.for<[FreshMessage, ResendTarget, string | null]>([
    [
      entry,
      on({}, "p.json"),
      `curl -i "$(playcamp-gw sign-entry --usn 'it'\\''s' --profile p.json)"`,
    ],
    [entry, on({ sandbox: true }), null],
    [
      delivery,
      on({ sandbox: true, fault: ["webhook.x"] }),
      `printf %s '{"a":"it'\\''s"}' | playcamp-gw fire-webhook --data - --sandbox --fault webhook.x`,
    ],
    [delivery, on({ sandbox: true, variant: ["webhook.y"] }), null],
    [delivery, on({ sandbox: true, paymentsShape: "G" }), null],
    [{ ...delivery, body: "x".repeat(9_000) }, OWN, null],
    [
      poll,
      on({ sandbox: true, paymentsShape: "G", variant: ["payments.x"] }),
      "playcamp-gw poll-payments --from 1970-01-01T00:00:00.000Z --to 1970-01-01T01:00:00.000Z --sandbox --variant payments.x --payments-shape G",
    ],
  ])("%#", ([message, target, line]) => {
    expect(freshLine(message, target)).toBe(line);
  });
});
