/** `send-postback`: builds, sends, follows where it should, and says what became of it. */
import { Unreachable, UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import { postbackSettings } from "../../../profile/postback-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import {
  POSTBACK_FIELDS,
  type PostbackField,
  type PostbackAliases,
  aliasesOf,
} from "../../../protocols/postback/request.js";
import { parseMessageOverrides } from "../../../tasks/message-overrides.js";
import { createPostbackClient } from "../../../tasks/postback/client.js";
import {
  answeredCorrectly,
  type PostbackReport,
  sendPostback,
} from "../../../tasks/postback/send-postback.js";
import type { Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { splitOverrides } from "../../global-flags.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./send-postback.js";
import { printReports, sayExchanges } from "./send-postback.print.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  const sets = splitOverrides(session.flags.overrides);
  const profile = await session.openProfile(options, { overrides: sets.profile });
  return send(profile, options, sets.message, session);
};

async function send(
  profile: ResolvedProfile,
  options: Options,
  changes: readonly string[],
  session: Session,
): Promise<Outcome> {
  const settings = await postbackSettings(profile, "send-postback");
  const order = {
    aliases: parseAliases(options.spell),
    auth: options.auth ?? settings.auth,
    legacy: legacyOf(options),
    overrides: parseMessageOverrides(changes),
  };
  const uids = options.uid.length > 0 ? options.uid : [settings.uids[0]];
  const reports: PostbackReport[] = [];
  let unreachable: Unreachable | null = null;
  const { http, race } = await session.openClient(profile);
  const ports = { ...session, http, race };
  const client = createPostbackClient(settings, profile, ports, session.flags.allowLive);
  for (const uid of uids) {
    if (session.signal.aborted) break;
    const postback = {
      pid: options.pid ?? settings.pid,
      gid: options.gid ?? settings.gid,
      uid,
      level: options.level,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    };
    const report = await orUnreachable(sendPostback({ ...order, postback }, client));
    if (report instanceof Unreachable) {
      unreachable = report;
      break;
    }
    reports.push(report);
    sayExchanges(report, order.legacy !== null, session);
  }
  // What was already counted is told before the target that has gone away.
  if (reports.length > 0) printReports(settings.url, reports, session);
  const wrong = reports.filter((report) => !answeredCorrectly(report));
  sayReplay(
    wrong.flatMap(({ exchanges }) => exchanges),
    options,
    profile,
    session,
  );
  if (session.signal.aborted) return "interrupted";
  if (wrong.length > 0) return "refused";
  if (unreachable !== null) throw unreachable;
  return "done";
}

async function orUnreachable<Value>(work: Promise<Value>): Promise<Value | Unreachable> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Unreachable) return error;
    throw error;
  }
}

function legacyOf({ legacyPath }: Options): number | null {
  if (legacyPath === undefined) return null;
  return legacyPath === "rewards" ? 1 : 0;
}

function parseAliases(pairs: readonly (readonly [string, string])[]): PostbackAliases {
  for (const [field, name] of pairs) {
    if (!isField(field)) {
      throw new UserError(
        "flag_invalid",
        `--spell ${field}=${name}: a postback has no field "${field}"`,
        suggestionHint(field, Object.keys(POSTBACK_FIELDS)),
      );
    }
    const names = aliasesOf(field);
    if (names.includes(name)) continue;
    throw new UserError(
      "flag_invalid",
      `--spell ${field}=${name}: ${field} is not known under "${name}"`,
      names.length === 1
        ? `${field} has no other name; to send a wrong one, use --set body.….`
        : `Its names: ${names.join(", ")}.`,
    );
  }
  return Object.fromEntries(pairs);
}

function isField(text: string): text is PostbackField {
  return Object.hasOwn(POSTBACK_FIELDS, text);
}
