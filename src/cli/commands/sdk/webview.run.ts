/** `webview open`: a token, and the address that it opens. */
import { jsonProperty } from "../../../core/json/value.js";
import { trimEndOf } from "../../../core/trim-end.js";
import { UserError } from "../../../core/errors.js";
import type { CommandRun } from "../../define-command.js";
import { sayRefusal, openSdkApi } from "../webhooks/webhooks-run.js";
import { given } from "./sdk-options.js";
import type { OpenOptions } from "./webview.js";

export const open: CommandRun<OpenOptions> = async (session, { options }) => {
  const look = lookOf(options);
  const profile = await session.openProfile(options);
  const callApi = await openSdkApi(session, profile, session.command);
  const answer = await callApi(session.command, {
    method: "POST",
    path: ["webview", "ott"],
    body: {
      userId: options.user,
      ...given({ campaignId: options.campaign, callbackId: options.callback }),
      ...(options.test ? { isTest: true } : {}),
    },
  });
  if (answer.reply.kind !== "data") return sayRefusal(answer, session);
  const ott = jsonProperty(answer.reply.data, "ott");
  if (typeof ott !== "string") {
    const reply = { kind: "unreadable", problem: "the reply holds no token" } as const;
    return sayRefusal({ ...answer, reply }, session);
  }
  const base = options.base ?? new URL(profile.profile.sdkApi?.url ?? "").origin;
  const url = new URL(`${trimEndOf(base, "/")}/webview/`);
  url.search = new URLSearchParams({ ott, ...look }).toString();
  if (session.flags.json) {
    const expiresAt = jsonProperty(answer.reply.data, "expiresAt") ?? null;
    session.result(JSON.stringify({ url: url.href, ott, expiresAt }, null, 2));
    return "done";
  }
  session.result(url.href);
  if (options.qr) {
    const { renderUnicodeCompact } = await import("uqr");
    session.say(renderUnicodeCompact(url.href));
  }
  return "done";
};

function lookOf({ lang, tabs, color }: OpenOptions): Readonly<Record<string, string>> {
  const isKnown = (tab: string) => ["sponsor", "coupon"].includes(tab);
  if (tabs !== undefined && !tabs.split(",").every(isKnown))
    throw new UserError(
      "flag_invalid",
      `--tabs ${tabs}: not of sponsor and coupon`,
      "Give sponsor, coupon, or sponsor,coupon.",
    );
  if (color !== undefined && !/^[0-9a-f]{6}$/i.test(color))
    throw new UserError(
      "flag_invalid",
      `--color ${color}: not six hex digits`,
      "Give such as ff8800.",
    );
  return given({ lang, tabs, primaryColor: color });
}
