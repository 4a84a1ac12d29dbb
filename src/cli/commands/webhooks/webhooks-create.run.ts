/** `webhooks create`: registers, and never loses the secret that is shown once. */
import { UserError } from "../../../core/errors.js";
import type { SecretStore } from "../../../core/ports.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { isWebhookEventName, WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import {
  type ManagedWebhook,
  type NewWebhook,
  readWebhook,
  readWebhookSecret,
} from "../../../protocols/webhook/management.js";
import type { CallApi } from "../../../tasks/webhooks/call-api.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./webhooks-create.js";
import { assertNotLiveUrl, openSdkApi, sayRefusal } from "./webhooks-run.js";

export const run: CommandRun<Options> = async (session, { arguments: [name = ""], options }) => {
  const eventType = eventOf(name);
  if (options.printSecret && options.storeAs !== undefined) {
    throw new UserError(
      "usage",
      "--print-secret and --store-as exclude each other",
      "Leave one out: the secret is either printed or stored.",
    );
  }
  const profile = await session.openProfile(options);
  const order = orderOf(eventType, options, profile);
  assertNotLiveUrl(order.url, profile, session);
  const callApi = await openSdkApi(session, profile, "webhooks create");
  return create(callApi, profile, order, options, session);
};

function eventOf(name: string): string {
  if (isWebhookEventName(name)) return name;
  throw new UserError(
    "unknown_event",
    `PlayCamp sends no event "${name}"`,
    suggestionHint(name, WEBHOOK_EVENTS),
  );
}

function orderOf(
  eventType: string,
  { url, retryCount, timeoutMs }: Options,
  { profile, origin }: ResolvedProfile,
): NewWebhook {
  const target = url ?? profile.webhook?.url;
  if (target === undefined) {
    throw new UserError(
      "usage",
      `neither --url nor webhook.url of ${origin} says where PlayCamp shall deliver`,
      "Give --url.",
    );
  }
  return {
    eventType,
    url: target,
    ...(retryCount === undefined ? {} : { retryCount }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

async function create(
  callApi: CallApi,
  profile: ResolvedProfile,
  order: NewWebhook,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const store = storeFor(options, session);
  // A store that cannot be used is found out before there is a secret to lose.
  if (store !== null) await assertFree(store, options.storeAs ?? "");
  const answer = await callApi("create a webhook", {
    method: "POST",
    path: ["webhooks"],
    body: order,
  });
  if (answer.reply.kind !== "data") return sayRefusal(answer, session);
  const webhook = readWebhook(answer.reply.data);
  const secret = readWebhookSecret(answer.reply.data);
  if (webhook === null || secret === null) {
    const problem =
      webhook === null
        ? "the reply describes no webhook"
        : `webhook ${webhook.id} was created, but the reply holds no secret`;
    const reply = { kind: "unreadable", problem } as const;
    return sayRefusal({ ...answer, reply }, session);
  }
  if (store === null) {
    print(webhook, options.printSecret ? { secret } : {}, session);
    return "done";
  }
  const name = await keep(webhook, callApi, async () => {
    const chosen = options.storeAs ?? (await freeName(store, webhook, profile));
    await store.set(chosen, secret);
    return chosen;
  });
  print(webhook, { secretRef: { store: name } }, session);
  return "done";
}

/** Null where nothing is stored: a sandbox's secret is worth nothing once the call is over. */
function storeFor(
  { printSecret, storeAs, sandbox }: Options,
  { secrets }: Session,
): SecretStore | null {
  if (printSecret) return null;
  return sandbox && storeAs === undefined ? null : secrets;
}

/** Ids of two environments may be the same; no secret may replace another. */
async function freeName(
  store: SecretStore,
  { id }: ManagedWebhook,
  { profile, environment }: ResolvedProfile,
): Promise<string> {
  const place = environment === null ? profile.partner : `${profile.partner}.${environment}`;
  const name = `${place}.webhook.${id}`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if ((await store.get(candidate)) === null) return candidate;
  }
}

async function assertFree(store: SecretStore, name: string): Promise<void> {
  if ((await store.get(name)) === null) return;
  throw new UserError(
    "secret_exists",
    `a secret named "${name}" is stored already`,
    "Choose another name with --store-as.",
  );
}

/** A webhook whose secret nobody has is of no use, so it goes again. */
async function keep(
  { id }: ManagedWebhook,
  callApi: CallApi,
  store: () => Promise<string>,
): Promise<string> {
  try {
    return await store();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const undone = await callApi("delete it again", {
      method: "DELETE",
      path: ["webhooks", id],
    }).catch(() => null);
    const isGone = undone?.reply.kind === "data";
    throw new UserError(
      error.code,
      `${error.message}; webhook ${id}, whose secret could not be stored, ${isGone ? "was deleted again" : "is still registered"}`,
      isGone ? error.hint : `Delete it: playcamp-gw webhooks delete ${id}`,
      { cause: error },
    );
  }
}

/** What is said of the secret; nothing of a sandbox's. */
interface Kept {
  readonly secret?: string;
  readonly secretRef?: { readonly store: string };
}

function print(webhook: ManagedWebhook, kept: Kept, context: CommandContext): void {
  if (context.flags.json) {
    context.result(JSON.stringify({ ...webhook, ...kept }, null, 2), "secret");
    return;
  }
  context.say(`webhook ${webhook.id}: ${webhook.eventType} is delivered to ${webhook.url}`);
  if (kept.secret !== undefined) {
    context.say("its signing secret, which PlayCamp never shows again:");
    context.result(kept.secret, "secret");
  } else if (kept.secretRef !== undefined) {
    context.say("its signing secret is stored; webhook.secret of the profile refers to it as");
    context.result(JSON.stringify(kept.secretRef));
  } else {
    context.say(
      "its signing secret ends with this sandbox and is not stored; --print-secret prints it",
    );
  }
}
