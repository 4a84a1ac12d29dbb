/** The command line that says a recorded message again, signed for now. */
import type {
  FreshCallback,
  FreshMessage,
  FreshPostback,
} from "../../../conformance/fresh-message.js";
import { shellLine, shellQuote } from "../../../core/shell.js";
import { type ResendTarget, targetWords } from "./target-words.js";

/** Longer input is not for a command line. */
const MAX_STDIN_CHARACTERS = 8_192;

/** What stands for a secret in the record, and was not what was sent. */
const MASKED = /\[secret:[^\]]{1,300}\]/;

/** @returns null where no command reaches the same target with it */
export function freshLine(message: FreshMessage, target: ResendTarget): string | null {
  const { sandbox, variant = [], paymentsShape, payments } = target.sandbox;
  // Of the commands that send, only those about payments take these flags of the sandbox.
  const isForPayments = variant.length > 0 || paymentsShape !== undefined || payments !== undefined;
  if (message.kind !== "poll" && isForPayments) return null;
  const words = freshWords(message);
  const said = message.kind === "delivery" ? [...words, message.body] : words;
  if (said.some((text) => MASKED.test(text))) return null;
  const line = shellLine(["playcamp-gw", ...words, ...targetWords(target)]);
  switch (message.kind) {
    case "entry":
      // A sandbox lasts as long as its command: nobody would answer the URL.
      return sandbox === true ? null : `curl -i "$(${line})"`;
    case "delivery":
      return message.body.length > MAX_STDIN_CHARACTERS
        ? null
        : `printf %s ${shellQuote(message.body)} | ${line}`;
    case "callback":
    case "postback":
    case "poll":
      return line;
  }
}

/** The command and what it says, less what leads to the target. */
function freshWords(message: FreshMessage): readonly string[] {
  switch (message.kind) {
    case "entry":
      return [
        ...["sign-entry", "--usn", message.usn],
        ...flag("--campaign", message.campaign === "" ? null : message.campaign),
        ...message.params.flatMap(([name, value]) => ["--param", `${name}=${value}`]),
      ];
    case "delivery":
      return ["fire-webhook", "--data", "-", ...flag("--signature", message.form)];
    case "callback":
      return callbackWords(message);
    case "postback":
      return postbackWords(message);
    case "poll":
      return [
        ...["poll-payments", "--from", new Date(message.fromMs).toISOString()],
        ...["--to", new Date(message.toMs).toISOString()],
      ];
  }
}

function callbackWords(message: FreshCallback): readonly string[] {
  return [
    ...["fire-callback", message.callback],
    ...flag("--action", message.action),
    ...flag("--amount", message.amount),
    ...flag("--tx", message.txId),
    ...flag("--round", message.roundId),
    ...flag("--bet-tx", message.betTxId),
    ...flag("--user", message.userId),
    ...(message.player === 0 ? [] : ["--player", String(message.player + 1)]),
  ];
}

/** In the order of the legacy URLs. */
const LEGACY_PATHS = ["reward", "rewards"];

function postbackWords(message: FreshPostback): readonly string[] {
  const { level, uid, aliases, legacy } = message;
  return [
    ...["send-postback", "--level", String(level), "--uid", uid],
    ...flag("--pid", message.pid),
    ...flag("--gid", message.gid),
    ...flag("--reason", message.reason),
    ...Object.entries(aliases).flatMap(([field, name]) => ["--spell", `${field}=${name}`]),
    ...flag("--auth", message.auth),
    ...(legacy === null ? [] : ["--legacy-path", LEGACY_PATHS[legacy] ?? ""]),
  ];
}

function flag(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [name, value];
}
