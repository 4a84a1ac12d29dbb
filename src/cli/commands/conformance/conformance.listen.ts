/** `conformance client --listen`: a watched SDK API that a server is played against, until there is enough to judge. */
import { Chalk } from "chalk";
import { renderDuration } from "../../../core/duration.js";
import { UserError } from "../../../core/errors.js";
import type { Redactor } from "../../../core/redaction.js";
import { createRedactor } from "../../../core/redaction.js";
import { pathOf } from "../../../core/server.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { PROVOCATIONS } from "../../../protocols/sdk-api/watched-calls.js";
import { exactLine } from "../../../reports/printable.js";
import { counted } from "../../../reports/outcome.js";
import type { ToldCall } from "../../../sandbox/role.js";
import { createCatalogue } from "../../../sandbox/roles/sdk-api/catalogue.js";
import { type PlayEnd, untilPlayed } from "../../../tasks/conformance/until-played.js";
import type { CommandInput } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import { apiKeyOf, API_KEY_VARIABLE } from "../sandbox/api-key.js";
import type { Options } from "./conformance.js";

const DEFAULT_FOR_MS = 60 * 60 * 1000;
const DEFAULT_IDLE_MS = 5 * 60 * 1000;

/** @throws {UserError} `usage` where `--listen` and what goes with it do not fit the rest */
export function assertListening({
  arguments: suites,
  options,
}: Pick<CommandInput<Options>, "arguments" | "options">): void {
  const { listen, sandbox, start, to, list, host } = options;
  const isClient = suites.includes("client");
  if (listen === undefined) {
    if (host !== undefined || options.for !== undefined || options.idle !== undefined)
      throw new UserError("usage", "--host, --for and --idle go with --listen", "Add --listen.");
    if (isClient && !sandbox && to === undefined && !list)
      throw new UserError(
        "usage",
        "the client suite judges what your server has sent, and nothing has listened to it",
        "Add --listen and play your flows; or name a running playcamp-gw sandbox with --to, or see --sandbox.",
      );
    return;
  }
  if (!isClient || suites.length > 1)
    throw new UserError(
      "usage",
      "--listen is for the client suite, and for that alone",
      "Write: playcamp-gw conformance client --listen 4000.",
    );
  if (options.watch || options.updateBaseline || options.readyOn !== undefined)
    throw new UserError(
      "usage",
      "--listen plays once, by hand: --watch, --update-baseline and --ready-on have no place beside it",
      "Leave them out.",
    );
  if (!sandbox && start === undefined && to === undefined) return;
  throw new UserError(
    "usage",
    "--listen starts a sandbox that others call: --sandbox, --start and --to have no place beside it",
    "Leave them out.",
  );
}

/**
 * Listens until it is asked to stop, and leaves the sandbox open: it tells what was called.
 *
 * @returns how it is reached
 */
export async function listenToCaller(session: Session, options: Options): Promise<ResolvedProfile> {
  const { clock } = session;
  const apiKey = apiKeyOf(session);
  const redactor = createRedactor([{ label: "sdkApi.apiKey", value: apiKey }]);
  let calls = 0;
  let lastCallMs: number | null = null;
  const { server, profile } = await session.openSandbox(
    {},
    {
      host: options.host ?? "127.0.0.1",
      port: options.listen === true ? 0 : (options.listen ?? 0),
      apiKey,
      onCall: (call) => {
        calls += 1;
        lastCallMs = clock.monotonicMs();
        session.say(callLine(call, redactor, session.flags));
      },
    },
  );
  const bounds = {
    forMs: options.for ?? DEFAULT_FOR_MS,
    idleMs: options.idle ?? DEFAULT_IDLE_MS,
  };
  const takesEnter = session.terminal.inIsTerminal && session.flags.input;
  session.say(startText(server.url, apiKey, profile, { ...bounds, takesEnter }));
  const end = await untilPlayed(bounds, {
    ...{ clock, signal: session.signal, lastCallMs: () => lastCallMs },
    asked: takesEnter ? (over) => untilEnter(session, over) : untilNever,
  });
  session.say(`${endWords(end)}; ${counted(calls, "call")} to judge`);
  return profile;
}

async function untilEnter({ terminal }: Session, over: AbortSignal): Promise<void> {
  for await (const chunk of terminal.stdinChunks(over)) if (chunk.includes(LINE_FEED)) return;
  // stdin has ended, and nobody has pressed anything.
  await untilNever();
}

const LINE_FEED = 10;

function untilNever(): Promise<void> {
  return new Promise(() => undefined);
}

function endWords(end: PlayEnd): string {
  switch (end) {
    case "asked":
      return "stopped listening";
    case "time":
      return "stopped listening: the time is over (--for)";
    case "idle":
      return "stopped listening: nobody has called for a while (--idle)";
  }
}

interface Ways {
  readonly forMs: number;
  readonly idleMs: number;
  readonly takesEnter: boolean;
}

/** What a person needs to begin. */
function startText(
  url: string,
  apiKey: string,
  { profile }: ResolvedProfile,
  { forMs, idleMs, takesEnter }: Ways,
): string {
  const { campaigns = [], creators = [], coupons = [] } = profile.webhook?.samples ?? {};
  const known = createCatalogue({ campaigns, creators, coupons });
  const some = (list: readonly string[]) => list.slice(0, 4).join(", ");
  const active = known.campaigns.filter(({ status }) => status === "IN_PROGRESS");
  const own = coupons.length > 0 ? coupons : known.coupons.map(({ code }) => code);
  return [
    `listening on ${url}`,
    `1. Give your server this SDK base URL: ${url}`,
    `   and this server key: ${apiKey}  (set ${API_KEY_VARIABLE} to choose one)`,
    "2. Play every flow, at least twice. On purpose some calls fail, are slow, or lose their reply.",
    `3. ${takesEnter ? "Press Enter or Ctrl-C" : "Stop with Ctrl-C or SIGTERM"} for the report; it comes by itself after ${renderDuration(idleMs)} without a call, or ${renderDuration(forMs)} in all.`,
    `Known here: campaigns ${some(active.map(({ campaignId }) => campaignId))}; creators ${some(known.creators.map(({ creatorKey }) => creatorKey))}; coupons ${some(own)}.`,
  ].join("\n");
}

function callLine(
  { method, target, outcome, lacks, provoked }: ToldCall,
  redactor: Redactor,
  { color }: { readonly color: boolean },
): string {
  const ink = new Chalk({ level: color ? 1 : 0 });
  const answered = outcome === "reset" ? "connection closed" : String(outcome.status);
  const notes = [
    ...(lacks === null ? [] : [lacks === "path" ? "no such path" : "not this method"]),
    ...(provoked === null ? [] : [`on purpose: ${PROVOCATIONS[provoked]}`]),
  ];
  const line = exactLine(redactor.text(`${method} ${pathOf(target)} ${answered}`));
  return notes.length === 0 ? line : `${line}  ${ink.yellow(notes.join("; "))}`;
}
