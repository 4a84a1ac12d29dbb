/** A talk with PlayCamp's SDK API: calls in a row, and what the replies say. */
import type { Exchange } from "../../../core/http-exchange.js";
import { isJsonArray, jsonProperty } from "../../../core/json/value.js";
import { type ApiReply, readApiReply } from "../../../protocols/webhook/api-reply.js";
import { serverUrl } from "../../../protocols/webhook/management.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { isSuccess } from "../../expect.js";
import { ScenarioBlocked, type Step } from "../../scenario-context.js";
import { apiCall, type FlowContext } from "./flow-target.js";

/** A call below `/v1/server`. */
export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Talk {
  /** Of every call so far. */
  readonly seen: Exchange[];
  /** Resources that a POST has made something in. */
  readonly made: ReadonlySet<string>;
  readonly send: (
    name: string,
    call: ApiCall,
  ) => Promise<{ readonly step: Step; readonly reply: ApiReply }>;
  /** @throws {ScenarioBlocked} where nothing can be read */
  readonly get: (name: string, ...path: readonly string[]) => Promise<unknown>;
  readonly post: (name: string, path: readonly string[], body: object) => Promise<ApiReply>;
}

export function createTalk(context: FlowContext): Talk {
  const seen: Exchange[] = [];
  const made = new Set<string>();
  const send: Talk["send"] = async (name, call) => {
    const step = await context.send(name, requestOf(context, call));
    seen.push(...step.exchanges);
    // A reply that got lost may have made it as well.
    const [resource] = call.path;
    if (call.method === "POST" && resource !== undefined) made.add(resource);
    const { status, body } = context.need(step);
    return { step, reply: readApiReply(status, body) };
  };
  return {
    seen,
    made,
    send,
    get: async (name, ...path) => {
      const { reply } = await send(name, { method: "GET", path });
      if (reply.kind === "data") return reply.data;
      throw new ScenarioBlocked(`${name}: ${tell(reply)}`, seen);
    },
    post: async (name, path, body) => (await send(name, { method: "POST", path, body })).reply,
  };
}

/**
 * Takes back what was made, or says that it stays.
 *
 * @param what for the words where it stays
 */
export async function undo(
  context: FlowContext,
  name: string,
  call: ApiCall,
  what: string,
): Promise<void> {
  const { reply } = await context.cleanUp(name, requestOf(context, call));
  if (reply !== null && (isSuccess(reply) || reply.status === 404)) return;
  const { method, path } = call;
  const how = reply === null ? "no reply" : `HTTP ${reply.status}`;
  context.leaves(`${what} stays (${method} ${path.join("/")}: ${how}): end it yourself`);
}

function requestOf(
  { target }: FlowContext,
  { method, path, query = {}, body }: ApiCall,
): OutgoingRequest {
  return apiCall(target, {
    method,
    url: serverUrl(target.sdkApi.url, path, query),
    ...(body === undefined
      ? {}
      : {
          headers: [["Content-Type", "application/json"]],
          body: Buffer.from(JSON.stringify(body)),
        }),
  });
}

export interface Place {
  readonly campaignId: string;
  readonly creators: readonly [string, string];
}

/** @returns null where PlayCamp has no active campaign with two creators */
export async function campaignWithCreators({ get }: Pick<Talk, "get">): Promise<Place | null> {
  const active = listed(await get("the campaigns", "campaigns")).find(
    (each) => jsonProperty(each, "status") === "IN_PROGRESS",
  );
  const campaignId = textAt(active, "campaignId");
  if (campaignId === "") return null;
  const creators = listed(await get("its creators", "campaigns", campaignId, "creators"));
  const [first = "", second = ""] = creators.map((each) => textAt(each, "creatorKey"));
  return first === "" || second === "" ? null : { campaignId, creators: [first, second] };
}

export const NO_PLACE = "PlayCamp has no active campaign with two creators";

/** Sponsorships of a user, ended ones among them. */
export async function sponsorships(
  { get }: Pick<Talk, "get">,
  userId: string,
): Promise<readonly unknown[]> {
  return listed(await get("whom the user sponsors", "sponsors", "user", userId));
}

/** Empty for nobody. */
export async function sponsoredBy(talk: Pick<Talk, "get">, userId: string): Promise<string> {
  const found = (await sponsorships(talk, userId)).find(
    (each) => jsonProperty(each, "isActive") === true,
  );
  return textAt(found, "creatorKey");
}

export function listed(value: unknown): readonly unknown[] {
  return isJsonArray(value) ? value : [];
}

/** Empty where there is no such text. */
export function textAt(value: unknown, name: string): string {
  const found = jsonProperty(value, name);
  return typeof found === "string" ? found : "";
}

export function tell(reply: ApiReply): string {
  switch (reply.kind) {
    case "data":
      return `2xx, ${JSON.stringify(reply.data)}`;
    case "error":
      return `${reply.status} ${reply.code ?? ""} ${reply.message}`.trim();
    case "unreadable":
      return reply.problem;
  }
}
