/** What the commands on PlayCamp's SDK API do: one call, or a list of all pages, shown as a table or as JSON. */
import { isJsonArray, isJsonObject, jsonProperty } from "../../../core/json/value.js";
import type { ApiAnswer, ApiCall, CallApi } from "../../../tasks/webhooks/call-api.js";
import { listAll } from "../../../tasks/webhooks/list-webhooks.js";
import type { Outcome } from "../../command.js";
import type { Session } from "../../session/session.js";
import { openSdkApi, sayCut, sayRefusal } from "../webhooks/webhooks-run.js";
import { renderList, renderObject } from "./sdk-print.js";

interface Common {
  readonly sandbox: boolean;
}

export async function openApi(session: Session, options: Common): Promise<CallApi> {
  return openSdkApi(session, await session.openProfile(options), session.command);
}

/** One call; a coupon that cannot be used is answered 200, and is refused all the same. */
export async function runCall(session: Session, options: Common, call: ApiCall): Promise<Outcome> {
  const callApi = await openApi(session, options);
  const answer = await callApi(session.command, call);
  if (answer.reply.kind !== "data") return sayRefusal(answer, session);
  const { data } = answer.reply;
  session.result(session.flags.json ? JSON.stringify(data, null, 2) : renderObject(data));
  const isDone = jsonProperty(data, "valid") !== false && jsonProperty(data, "success") !== false;
  return isDone ? "done" : "refused";
}

export interface ListCommand {
  /** What the items are, for people and as the name in the JSON. */
  readonly name: string;
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** Columns. */
  readonly members: readonly string[];
}

interface PageOptions extends Common {
  readonly page?: number | undefined;
  readonly limit?: number | undefined;
}

/** All pages, unless one is asked for. */
export async function runList(
  session: Session,
  options: PageOptions,
  { name, path, query = {}, members }: ListCommand,
): Promise<Outcome> {
  const callApi = await openApi(session, options);
  const listed = await listAll(callApi, {
    step: session.command,
    path,
    query,
    page: options.page ?? null,
    limit: options.limit ?? null,
    read: (value) => value,
  });
  if (!listed.ok) return sayRefusal(listed.answer, session);
  const { items, pagination, isCut } = listed;
  if (session.flags.json) session.result(JSON.stringify({ [name]: items, pagination }, null, 2));
  else if (items.length === 0) session.say(`no ${name}`);
  else session.result(renderList(items, members));
  if (options.page !== undefined && pagination !== null)
    session.say(`page ${pagination.page} of ${pagination.totalPages}`);
  return isCut ? sayCut(listed, session) : "done";
}

/** A list that is not paged. */
export async function runPlainList(
  session: Session,
  options: Common,
  { name, path, query = {}, members }: ListCommand,
): Promise<Outcome> {
  const callApi = await openApi(session, options);
  const answer = await callApi(session.command, { method: "GET", path, query });
  const { reply } = answer;
  if (reply.kind !== "data") return sayRefusal(answer, session);
  const items = isJsonArray(reply.data) ? reply.data : [reply.data];
  if (session.flags.json) session.result(JSON.stringify({ [name]: items }, null, 2));
  else if (items.length === 0) session.say(`no ${name}`);
  else session.result(renderList(items, members));
  return "done";
}

/** What belongs to one thing: the thing itself, then a list of its parts. */
export async function runWithParts(
  session: Session,
  options: Common,
  path: readonly string[],
  parts: Omit<ListCommand, "path" | "query">,
): Promise<Outcome> {
  const callApi = await openApi(session, options);
  const one = await callApi(session.command, { method: "GET", path });
  if (one.reply.kind !== "data") return sayRefusal(one, session);
  const below = await callApi(`its ${parts.name}`, { method: "GET", path: [...path, parts.name] });
  if (below.reply.kind !== "data") return sayRefusal(below, session);
  const { data } = one.reply;
  const { data: items } = below.reply;
  if (!isJsonObject(data)) return sayRefusal(without(one, "an object"), session);
  if (!isJsonArray(items)) return sayRefusal(without(below, "a list"), session);
  if (session.flags.json) {
    session.result(JSON.stringify({ ...data, [parts.name]: items }, null, 2));
    return "done";
  }
  const list = items.length === 0 ? `no ${parts.name}` : renderList(items, parts.members);
  session.result(`${renderObject(data)}\n\n${list}`);
  return "done";
}

/** The answer as one that cannot be read: its data is something else. */
function without(answer: ApiAnswer, wanted: string): ApiAnswer {
  return { ...answer, reply: { kind: "unreadable", problem: `the reply's data is not ${wanted}` } };
}
