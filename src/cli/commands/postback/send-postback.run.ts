/** `send-postback`: builds, sends, follows where it should, and says what became of it. */
import { Unreachable, UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import { postbackSettings } from "../../../profile/postback-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import {
  POSTBACK_FIELDS,
  type PostbackAuth,
  type PostbackField,
  type PostbackSpellings,
  spellingsOf,
} from "../../../protocols/postback/request.js";
import { parseMessageOverrides } from "../../../tasks/message-overrides.js";
import { createPostbackClient } from "../../../tasks/postback/client.js";
import {
  answeredCorrectly,
  type PostbackReport,
  sendPostback,
} from "../../../tasks/postback/send-postback.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { withHttp } from "../../session/http.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { withProfileAndChanges } from "../../session/target-profile.js";
import { printReports, sayExchanges } from "./send-postback.print.js";

interface Options {
  readonly level: number;
  readonly uid?: readonly string[];
  readonly pid?: string;
  readonly gid?: string;
  readonly reason?: string;
  readonly spell?: readonly (readonly [string, string])[];
  readonly auth?: PostbackAuth;
  readonly legacyPath?: true | "reward" | "rewards";
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

export const run: CommandRun = (context, input) => {
  const options = input.options as unknown as Options;
  return withProfileAndChanges(context, options, (profile, changes) =>
    send(profile, options, changes, context),
  );
};

async function send(
  profile: ResolvedProfile,
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<Outcome> {
  const settings = await postbackSettings(profile, "send-postback");
  const order = {
    spellings: parseSpellings(options.spell ?? []),
    auth: options.auth ?? settings.auth,
    legacy: legacyOf(options),
    overrides: parseMessageOverrides(changes),
  };
  const uids = options.uid ?? [settings.uids[0]];
  const reports: PostbackReport[] = [];
  const unreachable = await withHttp(context, profile, async (http, race) => {
    const client = createPostbackClient(
      settings,
      profile,
      { ...context, http, race },
      context.flags.allowLive,
    );
    for (const uid of uids) {
      if (context.signal.aborted) break;
      const postback = {
        pid: options.pid ?? settings.pid,
        gid: options.gid ?? settings.gid,
        uid,
        level: options.level,
        ...(options.reason === undefined ? {} : { reason: options.reason }),
      };
      const report = await orUnreachable(sendPostback({ ...order, postback }, client));
      if (report instanceof Unreachable) return report;
      reports.push(report);
      sayExchanges(report, order.legacy !== null, context);
    }
    return null;
  });
  // What was already counted is told before the target that has gone away.
  if (reports.length > 0) printReports(settings.url, reports, context);
  const wrong = reports.filter((report) => !answeredCorrectly(report));
  sayReplay(
    wrong.flatMap(({ exchanges }) => exchanges),
    options,
    profile,
    context,
  );
  if (context.signal.aborted) return "interrupted";
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

function parseSpellings(pairs: readonly (readonly [string, string])[]): PostbackSpellings {
  for (const [field, name] of pairs) {
    if (!isField(field)) {
      throw new UserError(
        "flag_invalid",
        `--spell ${field}=${name}: a postback has no field "${field}"`,
        suggestionHint(field, Object.keys(POSTBACK_FIELDS)),
      );
    }
    const names = spellingsOf(field);
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
